resource "kubernetes_namespace_v1" "this" {
  metadata {
    name = "tallyscope"

    labels = {
      "pod-security.kubernetes.io/enforce" = "restricted"
    }
  }

  depends_on = [aws_eks_addon.this]
}

ephemeral "random_password" "session" {
  length  = 48
  special = false
}

ephemeral "random_password" "signing" {
  length  = 32
  special = false
}

# The authorities that sign the certificates of RDS, from where Amazon publishes them.
data "http" "database_authorities" {
  url = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"

  lifecycle {
    postcondition {
      condition     = self.status_code == 200 && startswith(trimspace(self.response_body), "-----BEGIN CERTIFICATE-----")
      error_message = "What answers there is no bundle of certificates."
    }
  }
}

resource "kubernetes_config_map_v1" "database_authorities" {
  metadata {
    name      = "tallyscope-database-ca"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  data = {
    "ca.crt" = data.http.database_authorities.response_body
  }
}

# Written in the same run that gives the database its password, and kept by neither state nor plan. Where a run ends between the two,
# count database_password_revision up.
resource "kubernetes_secret_v1" "database" {
  metadata {
    name      = "tallyscope-database"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  data_wo = {
    DATABASE_URL = "postgres://${aws_db_instance.this.username}:${ephemeral.random_password.database.result}@${aws_db_instance.this.endpoint}/${aws_db_instance.this.db_name}"
  }
  data_wo_revision = var.database_password_revision
}

# Each secret has a revision of its own: one that is rotated every year must not take along the one that voters are known by.
resource "kubernetes_secret_v1" "session" {
  metadata {
    name      = "tallyscope"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  data_wo = {
    SESSION_SECRET = ephemeral.random_password.session.result
  }
  data_wo_revision = var.session_secret_revision
}

# Its seed is 32 bytes, of 62 characters each.
resource "kubernetes_secret_v1" "signing" {
  metadata {
    name      = "tallyscope-signing-key"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  data_wo = {
    SIGNING_KEY = base64encode(ephemeral.random_password.signing.result)
  }
  data_wo_revision = var.signing_key_revision
}

resource "helm_release" "this" {
  name       = "tallyscope"
  namespace  = kubernetes_namespace_v1.this.metadata[0].name
  repository = "oci://ghcr.io/tallyscope/charts"
  chart      = "tallyscope"
  version    = var.chart_version
  atomic     = true
  timeout    = 900

  values = [yamlencode({
    fullnameOverride = "tallyscope"
    host             = var.host
    config = {
      DEPLOYMENT_ENVIRONMENT = "production"
      S3_BUCKET              = aws_s3_bucket.exports.bucket
      S3_REGION              = var.region
    }
    database = {
      mode = "external"
      external = {
        secretName = kubernetes_secret_v1.database.metadata[0].name
        ca         = { configMap = kubernetes_config_map_v1.database_authorities.metadata[0].name }
      }
    }
    secrets    = { existingSecret = kubernetes_secret_v1.session.metadata[0].name }
    signingKey = { existingSecret = kubernetes_secret_v1.signing.metadata[0].name }
    split      = true
    # A changed value starts the pods anew, with what these revisions have made.
    podAnnotations = {
      "tallyscope/secrets-revision" = "${var.database_password_revision}.${var.session_secret_revision}.${var.signing_key_revision}"
    }
    networkPolicy = {
      databaseTo = [{ ipBlock = { cidr = aws_vpc.this.cidr_block } }]
    }
  }), yamlencode(var.chart_values)]

  depends_on = [aws_eks_pod_identity_association.service]
}
