using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Exporting;
using Bench.Harness.Methods;
using Bench.Harness.Running;
using Bench.Models;
using Bench.Onnx;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli;

/// <summary>
/// Answers planning: data that can be read, shapes that fit, ratios that can be reached. Networks are looked at as graphs, without a tensor.
/// </summary>
internal sealed class PlanFacts(SearchPath data, Func<string, bool> imported) : IPlanFacts
{
    private readonly Dictionary<(string Dataset, string Model), NetworkGraph> graphs = [];
    private readonly Dictionary<string, DatasetSurvey> surveys = [];
    private readonly Dictionary<string, DatasetFinding> findings = [];
    private readonly HashSet<string> startsSeen = new(StringComparer.Ordinal);

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
            return new() { Sizes = SizesOf(dataset), Warnings = [.. finding.PassedOver.Select(p => $"passed over {p.Where}, which {p.Why}; taken from {finding.Where}"), .. finding.Doubt is { } doubt ? [doubt.Text] : Array.Empty<string>()] };
        }
        var survey = SurveyOf(dataset.Name, dataset.Files);
        return new()
        {
            Sizes = SizesOf(dataset), Classes = survey.Info.Classes, TrainClasses = survey.TrainClasses, TestClasses = survey.TestClasses,
            LabelNames = survey.LabelNames, HasValidation = survey.Info.GivenValidation is not null, Notes = survey.Notes,
            Warnings = [.. survey.Warnings.Select(w => w.Text)],
        };
    }

    public string? WhyNot(CellSpec cell) => cell.Network is null ? ModelCatalogue.Find(cell.Model).Refuses(InfoOf(cell.Dataset).Input) : null;

    public string? WhyNotNetwork(CellSpec cell)
    {
        try
        {
            GraphOf(cell);
            return null;
        }
        catch (UserError misfit)
        {
            return $"model {cell.Model} for {cell.Dataset.Name}: {misfit.Message}";
        }
    }

    public string? WhyInfeasible(CellSpec cell)
    {
        var (strategy, protocol) = (cell.Strategy, Protocols.Find(cell.Protocol));
        try
        {
            if (strategy.IsOfChannels) return ChannelRules.WhyNot(GraphOf(cell), protocol, strategy.Rule, cell.Compression);
            var rules = CutMaker.RulesOf(strategy.Rule);
            var structure = Structures.Find(strategy.Structure);
            if (structure.Refuses(rules, strategy.StructureOptions) is { } refused) return refused;
            if (structure is IFixedStructure fixedStructure) return WhyNoGroup(fixedStructure, cell, rules.Limits);
            var graph = GraphOf(cell);
            string? Why(CutRules by) => Feasibility.Of(protocol, graph.TotalParameters, PrunableOf(protocol, graph), by, cell.Compression).Reason;
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
        if (rule.IsOfChannels) return null;
        var named = rule.Followed().Prepend(rule).Select(r => (Criterion: Criteria.Find(r.Criterion), r.CriterionOptions)).Where(c => c.Criterion.Options.OfType<FileOption>().Any()).ToList();
        if (named.Count == 0) return null;
        var graph = GraphOf(cell);
        var tensors = rule.Limits.Restrict(Protocols.Find(cell.Protocol).Prunable(graph.Model, graph.Layers));
        return named.Select(c => c.Criterion.Refuses(graph, tensors, c.CriterionOptions)).FirstOrDefault(reason => reason is not null);
    }

    public double? FixedRatio(CellSpec cell)
    {
        if (Structures.Find(cell.Strategy.Structure) is not IFixedStructure structure) return null;
        var (graph, protocol) = (GraphOf(cell), Protocols.Find(cell.Protocol));
        try
        {
            return StructurePoint.Of(
                structure, cell.Strategy.StructureOptions, protocol, graph.TotalParameters, PrunableOf(protocol, graph), CutMaker.RulesOf(cell.Strategy.Rule).Limits).Compression;
        }
        catch (UserError) // a pattern that fits none of this model's layers, which is told where the cell is asked for
        {
            return null;
        }
    }

    // Where no layer divides into groups, nothing is pruned at all.
    private string? WhyNoGroup(IFixedStructure structure, CellSpec cell, LayerLimits limits)
    {
        var allowed = limits.Restrict(PrunableOf(Protocols.Find(cell.Protocol), GraphOf(cell)));
        return allowed.Any(t => structure.Kept(t, cell.Strategy.StructureOptions) is not null) ? null
            : $"structure '{structure.Name}' fits none of the layers, whose inputs do not divide into its groups, so nothing would be pruned ({string.Join(", ", allowed.Select(t => t.Layer).Distinct())})";
    }

    public MethodFacts? FactsOf(CellSpec cell) =>
        SizesOf(cell.Dataset) is { } sizes ? MethodFactsOf.Cell(cell, GraphOf(cell), sizes.Train) with { Sizes = sizes } : null;

    public bool HasNorms(CellSpec cell) => GraphOf(cell).Norms.Count > 0;

    public bool HasScales(CellSpec cell) => GraphOf(cell).Norms.Any(n => n.IsAffine);

    public PairFacts Describe(CellSpec cell)
    {
        var graph = GraphOf(cell);
        return new(graph.Macs, graph.TotalParameters, SizesOf(cell.Dataset)) { Outline = cell.Network is null ? null : GraphText.Outline(graph) };
    }

    public SplitSizes? SizesOf(DatasetSpec dataset) =>
        InfoOf(dataset) is { Samples: var (train, test) } info ? SplitSizes.OfPublished(train, test, info.GivenValidation) : null;

    public string? LoneNorm(CellSpec cell) => GraphOf(cell).LoneNorm;

    // Weights that were imported before do fit.
    public string? WhyNotStart(CellSpec cell, string pretrainingIdentity)
    {
        var channels = InfoOf(cell.Dataset).Input.Channels;
        if (cell.Start!.Mean is { } mean && mean.Count != channels)
            return $"'mean' and 'std' of the weights {cell.Start.Path} have {Words.Count(mean.Count, "number")}, but the images of {cell.Dataset.Name} have {Words.Count(channels, "channel")}";
        var known = cell.Dataset.Files is { } files ? SurveyOf(cell.Dataset.Name, files).Normalization : DatasetCatalogue.Find(cell.Dataset.Name).Normalization;
        if (known is not null && Stated(cell, known) is { } otherwise)
        {
            if (!imported(pretrainingIdentity)) return otherwise;
            if (startsSeen.Add(otherwise)) Tell($"{otherwise}; results from them are there already, computed so");
        }
        if (imported(pretrainingIdentity) || cell.Network?.Sha256 == cell.Start.Sha256) return null;
        try
        {
            var file = new AnyWeightFile(cell.Start!.Path);
            WeightImport.Check(GraphOf(cell), file, cell.Start.Rename);
            if (startsSeen.Add(file.Path) && WeightImport.List(file) is { Twins: { Count: > 0 } twins } listing)
                Tell(PlainLine.Of($"weights {file.Path} are taken from '{listing.Where}' in it, not from '{string.Join("', '", twins)}', which would fit as well: to start from another, save it alone"));
            return null;
        }
        catch (UserError misfit)
        {
            return misfit.Message;
        }
    }

    // A file that is broken is told below, or was read before.
    private static string? Stated(CellSpec cell, Normalization known)
    {
        try
        {
            return File.Exists(cell.Start!.Path) ? StatedNormalization.Misfit(cell, known) : null;
        }
        catch (Exception e) when (e is InvalidDataException or UserError || FileTrouble.Is(e))
        {
            return null;
        }
    }

    public string FingerprintOf(OwnFiles files) => DatasetLoader.FingerprintOf(files, Tell);

    public string FingerprintOf(ImportedWeights weights) =>
        File.Exists(weights.Path) ? OnnxFile.FingerprintOfAny(weights.Path) : throw new UserError($"weights {weights.Path} do not exist");

    public string FingerprintOf(OwnNetwork network) => OnnxFile.FingerprintOf(network.Path);

    private static IReadOnlyList<TensorSize> PrunableOf(IProtocol protocol, NetworkGraph graph) =>
        [.. protocol.Prunable(graph.Model, graph.Layers).Select(t => t.Size)];

    /// <summary>The network of a cell. (Own data may have changed under their name, but not within one planning.)</summary>
    public NetworkGraph GraphOf(CellSpec cell)
    {
        if (graphs.TryGetValue((cell.Dataset.Name, cell.Model), out var graph)) return graph;
        var info = InfoOf(cell.Dataset);
        return graphs[(cell.Dataset.Name, cell.Model)] = NetworkGraph.Of(CellModel.Of(cell), info.Input, info.Classes);
    }

    private DatasetInfo InfoOf(DatasetSpec dataset) =>
        dataset.Files is { } files ? SurveyOf(dataset.Name, files).Info : DatasetCatalogue.Find(dataset.Name).Info;

    private static void Tell(string what) => Console.Error.WriteLine($"bench: {what}");

    private DatasetFinding FindingOf(DatasetEntry entry) =>
        findings.TryGetValue(entry.Info.Name, out var finding) ? finding : findings[entry.Info.Name] = DatasetFiles.Find(entry, data);

    // Own data are decoded once, whatever is asked of them.
    private DatasetSurvey SurveyOf(string name, OwnFiles files) =>
        surveys.TryGetValue(name, out var survey) ? survey : surveys[name] = DatasetLoader.Survey(name, files, Tell);
}
