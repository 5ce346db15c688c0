import { PROVIDER_ADDRESS, PROVIDER_VERSION } from './core/version';
import { serve } from './serve';

// The SDK's advice on Node versions is for those who build with it, not for those who run Terraform.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

void serve({
  address: PROVIDER_ADDRESS,
  version: PROVIDER_VERSION,
  load: async () => {
    const { cofferProvider } = await import('./coffer-provider');
    const { ProviderService } = await import('./protocol/provider-service');
    return new ProviderService(cofferProvider);
  },
});
