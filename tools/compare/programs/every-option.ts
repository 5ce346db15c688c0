import { App } from 'cdktf';
new App().synth();
