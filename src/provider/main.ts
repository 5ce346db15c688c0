import { cofferProvider } from './coffer-provider';
import { serve } from './plugin/serve';
import { PROVIDER_ADDRESS } from './version';

void serve(cofferProvider, PROVIDER_ADDRESS);
