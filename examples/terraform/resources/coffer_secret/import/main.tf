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

### Import
# By the name of the parameter. Its value is not read. The apply that imports it also tags it as Terraform's.
import {
  to = coffer_secret.token
  id = "/api/token"
}

resource "coffer_secret" "token" {
  name = "/api/token"
}
