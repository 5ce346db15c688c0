terraform {
  required_version = ">= 1.11"

  required_providers {
    coffer = {
      source  = "cdktf-coffer/coffer"
      version = "~> 0.1"
    }
  }
}

provider "coffer" {
  region = "eu-west-1"
}

### Settings as a .env file
# These are no secrets: an output is in the state. For secrets, see the example of the ephemeral
# [`coffer_environment`](../ephemeral-resources/environment.md).
output "dotenv" {
  value = provider::coffer::dotenv({
    PORT     = "8080"
    GREETING = "it's on"
  })
}
