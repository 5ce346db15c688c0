import { cofferProvider } from './coffer-provider';
import { serve } from './plugin/serve';
import { PROVIDER_ADDRESS } from './version';

// The SDK's advice on Node versions is for those who build with it, not for those who run Terraform.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

void serve(cofferProvider, PROVIDER_ADDRESS);
