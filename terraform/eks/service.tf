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

# Written in the same run that gives the database its password, and kept by neither state nor plan. Where a run ends between the two,
# count secrets_revision up.
resource "kubernetes_secret_v1" "this" {
  metadata {
    name      = "tallyscope"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  data_wo = {
    DATABASE_URL   = "postgres://${aws_db_instance.this.username}:${ephemeral.random_password.database.result}@${aws_db_instance.this.endpoint}/${aws_db_instance.this.db_name}?sslmode=no-verify"
    SESSION_SECRET = ephemeral.random_password.session.result
  }
  data_wo_revision = var.secrets_revision
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
      mode     = "external"
      external = { secretName = kubernetes_secret_v1.this.metadata[0].name }
    }
    secrets = { existingSecret = kubernetes_secret_v1.this.metadata[0].name }
    split   = true
    networkPolicy = {
      databaseTo = [{ ipBlock = { cidr = aws_vpc.this.cidr_block } }]
    }
  })]

  depends_on = [aws_eks_pod_identity_association.service]
}
