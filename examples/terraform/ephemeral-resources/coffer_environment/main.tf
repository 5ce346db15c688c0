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

### What `chamber exec global api --` does
# The program gets the secrets of both services as environment variables. Those of `api` win.
ephemeral "coffer_environment" "api" {
  services = ["global", "api"]
}

resource "terraform_data" "migration" {
  triggers_replace = "v12"

  provisioner "local-exec" {
    command     = "npm run migrate"
    environment = ephemeral.coffer_environment.api.variables
  }
}

### A .env file for local development
# The file holds the values in clear. Keep it out of version control, and off machines that can ask for them.
resource "terraform_data" "dotenv" {
  triggers_replace = "v12"

  provisioner "local-exec" {
    command = "umask 077 && printf %s \"$CONTENT\" > .env"

    environment = {
      CONTENT = provider::coffer::dotenv(ephemeral.coffer_environment.api.variables)
    }
  }
}
