export { AccessProfile } from './profiles/access-profile';
export { AccessProfiles, type ServicesProfile } from './profiles/access-profiles';
export { ProfilePolicies } from './profiles/profile-policies';
