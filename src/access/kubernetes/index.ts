export { SecretRefreshPolicy } from './refresh';
