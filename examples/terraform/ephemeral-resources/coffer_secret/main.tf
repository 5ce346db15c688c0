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

### For a program that Terraform starts
# Terraform does not show what a program prints when its environment has ephemeral values. The same goes into a
# provider's settings, `password = ephemeral.coffer_secret.db_password.value`, or into a write-only argument.
ephemeral "coffer_secret" "db_password" {
  name = "/api/db_password"
}

resource "terraform_data" "schema" {
  triggers_replace = "v12"

  provisioner "local-exec" {
    command = "psql --host db.example.com --username api --file schema.sql"

    environment = {
      PGPASSWORD = ephemeral.coffer_secret.db_password.value
    }
  }
}

### An earlier version
# Parameter Store keeps the last 100.
ephemeral "coffer_secret" "previous_db_password" {
  name    = "/api/db_password"
  version = 1
}
