"""Local AWS: moto with the fixes and the request log that Coffer's tests, examples and benchmarks need."""
