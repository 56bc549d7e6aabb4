variable "region" {
  description = "AWS region of everything."
  type        = string
  default     = "eu-central-1"
}

variable "name" {
  description = "Name of everything, and beginning of the bucket's name."
  type        = string
  default     = "tallyscope"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "The name is 2 to 31 lower-case letters, digits and hyphens, and begins with a letter."
  }
}

variable "host" {
  description = "Host name that people use."
  type        = string
}

variable "chart_version" {
  description = "Version of the chart, and with it of the service."
  type        = string
  default     = "0.1.0"
}

variable "chart_values" {
  description = "Further values of the chart, such as `ingress`, `httpRoute` or `config`; they go before those given here."
  type        = any
  default     = {}
}

variable "kubernetes_version" {
  description = "Version of Kubernetes; one in standard support, which costs a sixth of extended support."
  type        = string
  default     = "1.34"
}

variable "admin_cidrs" {
  description = "From where people and Terraform reach the cluster's API. The nodes reach it from inside."
  type        = list(string)

  validation {
    condition     = length(var.admin_cidrs) > 0 && !contains(var.admin_cidrs, "0.0.0.0/0")
    error_message = "Name the networks of your operators; the whole internet is none."
  }
}

variable "admin_role_arns" {
  description = "IAM roles that administer the cluster, besides whoever creates it."
  type        = set(string)
  default     = []
}

variable "node_type" {
  description = "Type of the nodes; x86-64."
  type        = string
  default     = "t3.large"
}

variable "nodes" {
  description = "Fewest and most nodes, over three zones."
  type        = object({ min = number, max = number })
  default     = { min = 3, max = 6 }
}

variable "nat_gateway_per_zone" {
  description = "A NAT gateway in each zone: nodes keep reaching the internet when a zone is lost, for twice the price more."
  type        = bool
  default     = false
}

variable "database_class" {
  description = "Class of the database instance. Votes wait for its disk, so size it by commits a second."
  type        = string
  default     = "db.t4g.medium"
}

variable "database_version" {
  description = "Version of PostgreSQL."
  type        = string
  default     = "18"
}

variable "database_gib" {
  description = "Storage of the database, in GiB; it grows by itself to five times this."
  type        = number
  default     = 50
}

variable "backup_days" {
  description = "Days to any moment of which the database can be taken back."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "Between 7 and 35 days."
  }
}

variable "export_days" {
  description = "Days that exported files are kept."
  type        = number
  default     = 365

  validation {
    condition     = var.export_days > 30
    error_message = "More than 30 days, after which files go to cheaper storage."
  }
}

variable "database_password_revision" {
  description = "Count up to make the database's password anew; pods are started anew with it, and no vote is lost."
  type        = number
  default     = 1
}

variable "session_secret_revision" {
  description = "Count up to make the session secret anew, between votes. It logs everybody out and lets people vote again: voters' hashes change."
  type        = number
  default     = 1
}

variable "signing_key_revision" {
  description = "Count up to sign tallies with a new key from now on; what is signed already keeps its signature, and verifies."
  type        = number
  default     = 1
}
