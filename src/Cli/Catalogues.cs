using Bench.Core;
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
        Models = [.. ModelCatalogue.All.Select(m => new ModelWord(m.Name, m.Family))],
        Criteria = [.. Criteria.All.Select(c => new CriterionWord(c.Name, c.NeedsData, c.Version))],
        Scopes = [.. Scopes.All.Select(s => new Word(s.Name, s.Version))],
        Structures = [.. Structures.All.Select(s => new Word(s.Name))],
        Schedules = [.. Schedules.All.Select(s => new Word(s.Name))],
        Retrainings = [.. Retrainings.All.Select(r => new Word(r.Name))],
        Protocols = [.. Protocols.All.Select(p => new ProtocolWord(p.Name, p.Version, p.ScoringBatches, p.ScoringBatchNorm))],
        Strategies = [.. StrategyCatalogue.All.Select(s => new StrategyWord(s.Name, s.Criterion, s.Scope, s.Structure, s.Schedule))],
        Precisions = [.. Trainer.Precisions.Select(p => new Word(p))],
        TrainingVersion = Trainer.Version,
    };
}

/// <summary>Answers planning from the catalogues: files that are there, shapes that fit, ratios that can be reached.</summary>
internal sealed class PlanFacts(SearchPath data) : IPlanFacts, IDisposable
{
    private readonly Dictionary<(string Dataset, string Model), Network> networks = [];
    private readonly Dictionary<string, DatasetInfo> datasets = [];

    public string? MissingData(DatasetSpec dataset)
    {
        if (dataset.Files is null) return DatasetCatalogue.Find(dataset.Name).Missing(data);
        var absent = dataset.Files.Train.Concat(dataset.Files.Test).FirstOrDefault(file => !File.Exists(file));
        if (absent is not null) return $"{dataset.Name}: {absent} does not exist";
        try
        {
            datasets[dataset.Name] = DatasetLoader.Describe(dataset.Name, dataset.Files);
            return null;
        }
        catch (UserError mistake)
        {
            return mistake.Message; // begins with the file's name
        }
    }

    public string? WhyNot(DatasetSpec dataset, string model) => ModelCatalogue.Find(model).Refuses(Describe(dataset).Input);

    public string? WhyInfeasible(DatasetSpec dataset, string model, string protocol, double compression)
    {
        var rule = Protocols.Find(protocol);
        var network = NetworkOf(dataset, model);
        var prunable = rule.Prunable(network.Model, network.Layers).Sum(t => t.Elements);
        return Feasibility.Of(rule, network.TotalParameters, prunable, compression).Reason;
    }

    public string FingerprintOf(OwnFiles files) => DatasetLoader.FingerprintOf(files);

    public string FingerprintOf(ImportedWeights weights) =>
        File.Exists(weights.Path) ? Fingerprint.OfFile(weights.Path) : throw new UserError($"weights {weights.Path} do not exist");

    public void Dispose()
    {
        foreach (var network in networks.Values) network.Dispose();
    }

    private Network NetworkOf(DatasetSpec dataset, string model)
    {
        if (networks.TryGetValue((dataset.Name, model), out var network)) return network;
        var info = Describe(dataset);
        return networks[(dataset.Name, model)] =
            Network.Create(ModelCatalogue.Find(model), info.Input, info.Classes, SeededStream.For(0, "initialization"));
    }

    private DatasetInfo Describe(DatasetSpec dataset)
    {
        if (datasets.TryGetValue(dataset.Name, out var info)) return info;
        return datasets[dataset.Name] = dataset.Files is null ? DatasetCatalogue.Find(dataset.Name).Info : DatasetLoader.Describe(dataset.Name, dataset.Files);
    }
}
