// To be imported before the provider, which looks once at how much it should say.
process.env.TF_LOG = 'TRACE';
