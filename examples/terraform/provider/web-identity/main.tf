### A role for a CI without access keys
# The CI writes a token of its own into a file, and AWS gives out a session of the role for it. Where the CI sets
# `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE`, the block can be left out.
terraform {
  required_version = ">= 1.11"

  required_providers {
    coffer = {
      source  = "cdktf-coffer/coffer"
      version = "~> 0.1"
    }
  }
}

variable "token_file" {
  type        = string
  description = "File with the CI's identity token."
}

provider "coffer" {
  region = "eu-west-1"

  assume_role_with_web_identity {
    role_arn                = "arn:aws:iam::123456789012:role/secrets-ci"
    web_identity_token_file = var.token_file
  }
}

resource "coffer_secret" "jwt_key" {
  name     = "/api/jwt_key"
  generate = {}
}
