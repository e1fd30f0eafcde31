using System.Text.Json;
using Bench.Datasets;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>Planned cells as the database describes them.</summary>
public static class Descriptions
{
    public static CellDescription Of(PlannedCell cell)
    {
        var spec = cell.Spec;
        return new CellDescription
        {
            Identity = cell.Identity,
            Protocol = spec.Protocol,
            Dataset = spec.Dataset.Name,
            Synthetic = spec.Dataset.Files is null && DatasetCatalogue.Find(spec.Dataset.Name).Info.Synthetic,
            Model = spec.Model,
            Strategy = spec.Strategy.Name,
            Composition = StrategyCatalogue.NameOf(spec.Strategy),
            Named = StrategyCatalogue.NamedAs(spec.Strategy) is { } named ? JsonSerializer.Serialize(named.Spec, SweepJson.Default.StrategySpec) : null,
            Criterion = spec.Strategy.Criterion,
            Scope = spec.Strategy.Scope,
            Structure = spec.Strategy.Structure,
            Schedule = spec.Strategy.Schedule,
            Retraining = spec.Strategy.Retraining,
            Compression = spec.Compression,
            Seed = spec.Seed,
            Recipe = spec.Retraining?.Name,
            PretrainingRecipe = spec.Pretraining?.Name,
            Start = cell.PretrainingIdentity,
            Imported = spec.Start is not null,
            IsControl = spec.IsControl,
            Configuration = JsonSerializer.Serialize(spec, SweepJson.Default.CellSpec),
        };
    }
}
