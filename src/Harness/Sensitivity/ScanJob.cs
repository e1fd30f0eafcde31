using Bench.Results;
using Bench.Sweeps;

namespace Bench.Harness.Sensitivity;

/// <summary>A cut as a worker is told of it.</summary>
internal sealed record ScanJob(ScanRule Rule, string Scan, int Unit, double Density)
{
    public static ScanJob Of(PlannedCut cut) => new(cut.Scan.Rule, cut.Scan.Identity, cut.Unit, cut.Density);
}

/// <summary>Scans as the database keeps them.</summary>
internal static class ScanRecords
{
    public static ScanRecord Of(PlannedScan scan)
    {
        var (spec, rule) = (scan.Spec, scan.Rule);
        return new()
        {
            Identity = scan.Identity, Start = scan.PretrainingIdentity, Protocol = spec.Protocol, Dataset = spec.Dataset.Name, Model = spec.Model, Seed = spec.Seed,
            Precision = spec.Precision, Structure = rule.Cut.Structure, Criterion = rule.Cut.Criterion,
            CriterionOptions = rule.Cut.CriterionOptions.IsEmpty ? null : rule.Cut.CriterionOptions.ToString(), ScoringSamples = rule.Cut.ScoringSamples,
            RenewedSamples = rule.Renewal?.Samples, Split = rule.Split, Samples = rule.Samples == 0 ? null : rule.Samples, Configuration = scan.Configuration,
        };
    }

    public static SensitivityRecord Of(ScanFinding found, string identity, double seconds, EnvironmentRecord environment) => new()
    {
        Identity = identity, Position = found.Position, Layer = found.Layer, Density = found.Density, Elements = found.Elements, Kept = found.Kept, Loss = found.Loss,
        Correct = found.Correct, CorrectTop5 = found.CorrectTop5, Total = found.Total, Seconds = seconds, Environment = environment,
    };
}
