// Whole files: jsii does not find types that a submodule exports by name.
export * from './local-development/developer-sign-in';
export * from './local-development/local-development';
export * from './local-development/local-development-props';
export * from './local-development/session-options';
export * from './profiles/access-profile';
export * from './profiles/access-profiles';
export * from './profiles/profile-policies';
export * from './consumers/ecs-restart';
export * from './consumers/ecs-secret';
export * from './consumers/instance-secrets';
export * from './consumers/lambda-parameters';
