using System.Runtime.InteropServices;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli;

/// <summary>
/// Answers planning: data that can be read, shapes that fit, ratios that can be reached. The size of a network is what finished cells
/// of this very build say; only where there are none is the network built, for which libtorch has to be loaded.
/// </summary>
internal sealed class PlanFacts(SearchPath data, Func<string, string, string, NetworkSize?> finished, Func<string, bool> imported) : IPlanFacts, IDisposable
{
    private readonly Dictionary<(string Dataset, string Model), Network> networks = [];
    private readonly Dictionary<string, DatasetSurvey> surveys = [];
    private readonly Dictionary<string, DatasetFinding> findings = [];
    private readonly Dictionary<(string Dataset, string Model, string Protocol), NetworkSize> sizes = [];

    public string? MissingData(DatasetSpec dataset)
    {
        if (dataset.Files is not null) return null;
        var entry = DatasetCatalogue.Find(dataset.Name);
        return DatasetFiles.Missing(entry, data, FindingOf(entry));
    }

    public DataFacts DescribeData(DatasetSpec dataset)
    {
        if (dataset.Files is null)
        {
            var finding = FindingOf(DatasetCatalogue.Find(dataset.Name));
            return new() { Sizes = SizesOf(dataset), Warnings = [.. finding.PassedOver.Select(p => $"passed over {p.Where}, which {p.Why}; taken from {finding.Where}")] };
        }
        var survey = SurveyOf(dataset.Name, dataset.Files);
        return new()
        {
            Sizes = SizesOf(dataset), Classes = survey.Info.Classes, TrainClasses = survey.TrainClasses, TestClasses = survey.TestClasses,
            Warnings = [.. survey.Warnings.Select(w => w.Text)],
        };
    }

    public string? WhyNot(DatasetSpec dataset, string model) => ModelCatalogue.Find(model).Refuses(InfoOf(dataset).Input);

    public string? WhyInfeasible(CellSpec cell)
    {
        var (strategy, protocol) = (cell.Strategy, Protocols.Find(cell.Protocol));
        try
        {
            var rules = CutMaker.RulesOf(strategy.Rule);
            var structure = Structures.Find(strategy.Structure);
            if (structure.Refuses(rules, strategy.StructureOptions) is { } refused) return refused;
            if (structure is IFixedStructure fixedStructure) return WhyNoGroup(fixedStructure, cell, rules.Limits);
            if (strategy.Limits == LayerLimits.None && strategy.ScopeOptions.IsEmpty && rules.Scope is GlobalScope or LayerScope)
            {
                var size = SizeOf(cell.Dataset, cell.Model, cell.Protocol);
                return Feasibility.Of(protocol, size.Parameters, size.Prunable, cell.Compression).Reason;
            }
            var network = NetworkOf(cell.Dataset, cell.Model);
            string? Why(CutRules by) => Feasibility.Of(protocol, network.TotalParameters, PrunableOf(protocol, network), by, cell.Compression).Reason;
            return Why(rules) ?? strategy.Rule.Followed().Where(other => Structures.Find(other.Structure) is not IFixedStructure)
                .Select(other => Why(CutMaker.RulesOf(other with { Limits = strategy.Limits }))).OfType<string>().Select(reason => $"the strategy whose densities it takes: {reason}").FirstOrDefault();
        }
        catch (UserError mistake) // a pattern or an option that fits none of this model's layers
        {
            return mistake.Message;
        }
    }

    public string? WhyNotScored(CellSpec cell)
    {
        var rule = cell.Strategy.Rule;
        var named = rule.Followed().Prepend(rule).Select(r => (Criterion: Criteria.Find(r.Criterion), r.CriterionOptions)).Where(c => c.Criterion.Options.OfType<FileOption>().Any()).ToList();
        if (named.Count == 0) return null; // so that no network is built for it
        var network = NetworkOf(cell.Dataset, cell.Model);
        var tensors = rule.Limits.Restrict(Protocols.Find(cell.Protocol).Prunable(network.Model, network.Layers));
        return named.Select(c => c.Criterion.Refuses(network, tensors, c.CriterionOptions)).FirstOrDefault(reason => reason is not null);
    }

    public double? FixedRatio(CellSpec cell)
    {
        if (Structures.Find(cell.Strategy.Structure) is not IFixedStructure structure) return null;
        var (network, protocol) = (NetworkOf(cell.Dataset, cell.Model), Protocols.Find(cell.Protocol));
        try
        {
            return StructurePoint.Of(
                structure, cell.Strategy.StructureOptions, protocol, network.TotalParameters, PrunableOf(protocol, network), CutMaker.RulesOf(cell.Strategy.Rule).Limits).Compression;
        }
        catch (UserError) // a pattern that fits none of this model's layers, which is told where the cell is asked for
        {
            return null;
        }
    }

    // Where no layer divides into groups, nothing is pruned at all.
    private string? WhyNoGroup(IFixedStructure structure, CellSpec cell, LayerLimits limits)
    {
        var allowed = limits.Restrict(PrunableOf(Protocols.Find(cell.Protocol), NetworkOf(cell.Dataset, cell.Model)));
        return allowed.Any(t => structure.Kept(t, cell.Strategy.StructureOptions) is not null) ? null
            : $"structure '{structure.Name}' fits none of the layers, whose inputs do not divide into its groups, so nothing would be pruned ({string.Join(", ", allowed.Select(t => t.Layer).Distinct())})";
    }

    public MethodFacts? FactsOf(CellSpec cell) =>
        SizesOf(cell.Dataset) is { } sizes ? MethodFactsOf.Cell(cell, NetworkOf(cell.Dataset, cell.Model), sizes.Train) : null;

    public bool HasNorms(DatasetSpec dataset, string model) => NetworkOf(dataset, model).Norms.Count > 0;

    public PairFacts Describe(DatasetSpec dataset, string model, string protocol)
    {
        var size = SizeOf(dataset, model, protocol);
        return new(size.Macs, size.Parameters, SizesOf(dataset));
    }

    public SplitSizes? SizesOf(DatasetSpec dataset) => InfoOf(dataset).Samples is var (train, test) ? SplitSizes.OfPublished(train, test) : null;

    public string? LoneNorm(DatasetSpec dataset, string model) => NetworkOf(dataset, model).LoneNorm;

    // Weights that were imported before do fit: to see that, no network need be built.
    public string? WhyNotStart(CellSpec cell, string pretrainingIdentity)
    {
        if (imported(pretrainingIdentity)) return null;
        try
        {
            WeightImport.Check(NetworkOf(cell.Dataset, cell.Model), cell.Start!.Path, cell.Start.Rename);
            return null;
        }
        catch (UserError misfit)
        {
            return misfit.Message;
        }
    }

    public string FingerprintOf(OwnFiles files) => DatasetLoader.FingerprintOf(files);

    public string FingerprintOf(ImportedWeights weights) =>
        File.Exists(weights.Path) ? Fingerprint.OfFile(weights.Path) : throw new UserError($"weights {weights.Path} do not exist");

    public void Dispose()
    {
        foreach (var network in networks.Values) network.Dispose();
    }

    private static IReadOnlyList<TensorSize> PrunableOf(IProtocol protocol, Network network) =>
        [.. protocol.Prunable(network.Model, network.Layers).Select(t => t.Size)];

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

    private DatasetInfo InfoOf(DatasetSpec dataset) =>
        dataset.Files is { } files ? SurveyOf(dataset.Name, files).Info : DatasetCatalogue.Find(dataset.Name).Info;

    private DatasetFinding FindingOf(DatasetEntry entry) =>
        findings.TryGetValue(entry.Info.Name, out var finding) ? finding : findings[entry.Info.Name] = DatasetFiles.Find(entry, data);

    // Own data are decoded once, whatever is asked of them.
    private DatasetSurvey SurveyOf(string name, OwnFiles files) =>
        surveys.TryGetValue(name, out var survey) ? survey : surveys[name] = DatasetLoader.Survey(name, files);
}
