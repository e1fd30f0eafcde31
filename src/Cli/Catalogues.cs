using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Cli;

/// <summary>The catalogues of data sets, models and strategies as the reader of sweeps wants them.</summary>
internal static class Catalogues
{
    public static Vocabulary Vocabulary() => new()
    {
        Datasets = [.. DatasetCatalogue.All.Select(d => new Word(d.Info.Name))],
        Models = [.. ModelCatalogue.All.Select(m => new ModelWord(m.Name, m.Family) { TrainingVersion = m.TrainingVersion })],
        Criteria = [.. Criteria.All.Select(c => new CriterionWord(c.Name, c.NeedsData, c.Version))],
        Scopes = [.. Scopes.All.Select(s => new Word(s.Name, s.Version))],
        Structures = [.. Structures.All.Select(s => new Word(s.Name))],
        Schedules = [.. Schedules.All.Select(s => new Word(s.Name))],
        Retrainings = [.. Retrainings.All.Select(r => new Word(r.Name))],
        Protocols = [.. Protocols.All.Select(p => new ProtocolWord(p.Name, p.Version, p.ScoringBatches, p.ScoringBatchNorm))],
        Strategies = [.. StrategyCatalogue.All.Select(s => new StrategyWord(s.Name, s.Criterion, s.Scope, s.Structure, s.Schedule))],
        Precisions = [.. Trainer.Precisions.Select(p => new Word(p))],
        TrainingVersion = Trainer.Version,
        WarmupVersion = Trainer.WarmupVersion,
    };
}
