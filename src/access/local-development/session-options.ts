/** What every session of developers keeps for the audit. */
export interface SessionOptions {
  /**
   * Keys of the tags that people may hand on to their session, such as `team`. Each has the value that they have
   * themselves: nobody gives himself another team's. Other tags are refused, and so are sessions that inherit any.
   *
   * @default - no tags
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly sessionTags?: string[];

  /**
   * Whether every session has to have a source identity, which CloudTrail shows in whatever the session calls: the
   * name of an IAM user, or what the caller's own session has already. It may be set either way, to nothing else.
   *
   * AWS CLI sets none by itself: turn this on if people sign in by something that does.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
   */
  readonly requireSourceIdentity?: boolean;
}
