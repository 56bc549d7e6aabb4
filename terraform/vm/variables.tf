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
  description = "Host name that people use. Point it at the output `address`; a certificate is asked for once it does."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.host))
    error_message = "The host is a name such as vote.example.org."
  }
}

variable "source_url" {
  description = "Git repository of the compose file and its configuration."
  type        = string
  default     = "https://github.com/tallyscope/tallyscope.git"
}

variable "source_ref" {
  description = "Its tag or commit. Changing it makes a new machine, which takes over volume and address."
  type        = string
  default     = "v0.1.0"
}

variable "image" {
  description = "Image of the service; by digest where you want to be sure."
  type        = string
  default     = "ghcr.io/tallyscope/tallyscope:0.1.0"
}

variable "profile" {
  description = "Compose profile: `app` for the service alone, `all` with the observability stack, which wants 8 GiB of memory."
  type        = string
  default     = "all"

  validation {
    condition     = contains(["app", "all"], var.profile)
    error_message = "The profile is app or all."
  }
}

variable "instance_type" {
  description = "Type of the machine; x86-64."
  type        = string
  default     = "t3.large"
}

variable "data_volume_gib" {
  description = "Size of the volume that holds databases and telemetry, in GiB."
  type        = number
  default     = 50
}

variable "allowed_cidrs" {
  description = "Who may reach the pages and the API."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "backup_days" {
  description = "Days that backups are kept. A backup holds what its day held, deleted accounts too."
  type        = number
  default     = 30

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 365
    error_message = "Backups are kept for 1 to 365 days."
  }
}
