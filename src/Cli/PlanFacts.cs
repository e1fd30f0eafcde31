using System.Runtime.InteropServices;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli;

/// <summary>
/// Answers planning: files that are there, shapes that fit, ratios that can be reached. The size of a network is what finished cells
/// of this very build say; only where there are none is the network built, for which libtorch has to be loaded.
/// </summary>
internal sealed class PlanFacts(SearchPath data, Func<string, string, string, NetworkSize?> finished) : IPlanFacts, IDisposable
{
    private readonly Dictionary<(string Dataset, string Model), Network> networks = [];
    private readonly Dictionary<string, DatasetInfo> datasets = [];
    private readonly Dictionary<(string Dataset, string Model, string Protocol), NetworkSize> sizes = [];

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

    public string? WhyNot(DatasetSpec dataset, string model) => ModelCatalogue.Find(model).Refuses(InfoOf(dataset).Input);

    public string? WhyInfeasible(DatasetSpec dataset, string model, string protocol, double compression)
    {
        var size = SizeOf(dataset, model, protocol);
        return Feasibility.Of(Protocols.Find(protocol), size.Parameters, size.Prunable, compression).Reason;
    }

    public PairFacts Describe(DatasetSpec dataset, string model, string protocol)
    {
        var size = SizeOf(dataset, model, protocol);
        return new(size.Macs, size.Parameters, SizesOf(dataset));
    }

    public SplitSizes? SizesOf(DatasetSpec dataset) => InfoOf(dataset).Samples is var (train, test) ? SplitSizes.OfPublished(train, test) : null;

    public string? LoneNorm(DatasetSpec dataset, string model) => NetworkOf(dataset, model).LoneNorm;

    public string FingerprintOf(OwnFiles files) => DatasetLoader.FingerprintOf(files);

    public string FingerprintOf(ImportedWeights weights) =>
        File.Exists(weights.Path) ? Fingerprint.OfFile(weights.Path) : throw new UserError($"weights {weights.Path} do not exist");

    public void Dispose()
    {
        foreach (var network in networks.Values) network.Dispose();
    }

    private NetworkSize SizeOf(DatasetSpec dataset, string model, string protocol)
    {
        var key = (dataset.Name, model, protocol);
        // Own data may have changed under its name, and with it the network's first and last layer.
        if (!sizes.TryGetValue(key, out var size)) sizes[key] = size = (dataset.Files is null ? finished(dataset.Name, model, protocol) : null) ?? Build();
        return size;

        NetworkSize Build()
        {
            var network = NetworkOf(dataset, model);
            return new(
                network.TotalParameters, Protocols.Find(protocol).Prunable(network.Model, network.Layers).Sum(t => t.Elements), network.Layers.Sum(l => l.Macs));
        }
    }

    private Network NetworkOf(DatasetSpec dataset, string model)
    {
        if (networks.TryGetValue((dataset.Name, model), out var network)) return network;
        var info = InfoOf(dataset);
        try
        {
            return networks[(dataset.Name, model)] =
                Network.Create(ModelCatalogue.Find(model), info.Input, info.Classes, SeededStream.For(0, "initialization"));
        }
        catch (ExternalException e) when (e.Message.Contains("allocate", StringComparison.Ordinal))
        {
            throw new UserError($"{dataset.Name} × {model}: the network for {info.Input} inputs and {info.Classes} classes does not fit into memory", e);
        }
    }

    private DatasetInfo InfoOf(DatasetSpec dataset)
    {
        if (datasets.TryGetValue(dataset.Name, out var info)) return info;
        return datasets[dataset.Name] = dataset.Files is null ? DatasetCatalogue.Find(dataset.Name).Info : DatasetLoader.Describe(dataset.Name, dataset.Files);
    }
}
