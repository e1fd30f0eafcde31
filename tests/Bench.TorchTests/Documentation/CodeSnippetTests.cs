using System.Reflection;
using Bench.Analysis.Audit;
using Bench.Analysis.Claims;
using Bench.Core;
using Bench.Datasets;
using Bench.Figures;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tests.Documentation;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;
using Bench.TorchTests.Models.Channels;
using Bench.TorchTests.Strategies;
using Bench.TorchTests.Strategies.Channels;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Documentation;

/// <summary>
/// The recipes of README.md and docs, followed to the letter: a block that declares a namespace is the file that the text before names,
/// the next block is the line for the list of the file that the text before that names. Both are compiled, and what comes of them is used.
/// </summary>
public sealed class CodeSnippetTests : IDisposable
{
    private static readonly Dictionary<string, (Type Declared, IReadOnlyList<object> Added)> Followed = [];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Recipes => [.. Snippet.In("csharp").Where(s => SnippetCompiler.NamespaceOf(s).Length > 0).Select(s => s.Place)];

    [Fact]
    public void Parts_of_strategies_models_data_sets_checks_claims_and_figures_have_recipes_of_a_file_and_a_line()
    {
        Assert.Equal(10, Recipes.Count);
        Assert.Equal(2 * Recipes.Count, Snippet.In("csharp").Count());
    }

    [Theory, MemberData(nameof(Recipes))]
    public void A_recipe_compiles_as_printed_and_is_found_in_its_catalogue(string place)
    {
        var (declared, added) = Follow(place);
        Assert.NotNull(declared);
        Assert.Single(added);
    }

    [Theory, MemberData(nameof(Recipes))]
    public void What_a_recipe_adds_works(string place)
    {
        switch (Follow(place).Added.Single())
        {
            case ICriterion criterion: Works(criterion); break;
            case IChannelCriterion criterion: Works(criterion); break;
            case ModelEntry model: Works(model); break;
            case ISchedule schedule: Works(schedule); break;
            case IRetraining retraining: Works(retraining); break;
            case DatasetEntry dataset: Works(dataset); break;
            case AuditCheck check: Works(check); break;
            case Claim claim: Works(claim); break;
            case FigureKind kind: Works(kind); break;
            case var other: Assert.Fail($"{place}: no test uses a {other.GetType()}"); break;
        }
    }

    [Theory]
    [InlineData("energy", 1.0, 4.0, 9.0, 16.0)]
    [InlineData("relative-magnitude", 0.18257419, 0.36514837, 0.54772256, 0.73029674)] // ÷ √30
    public void A_criterion_scores_as_its_title_says(string name, params double[] expected)
    {
        var criterion = Recipes.SelectMany(p => Follow(p.Data).Added).OfType<ICriterion>().Single(c => c.Name == name);
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        using var scores = Pruner.Score(network, Protocols.Find("bench"), criterion, [], "eval", 0);
        Assert.All(scores.Flat.data<float>().ToArray().Zip(expected), s => Assert.Equal(s.Second, s.First, 1e-6));
    }

    private static void Works(ICriterion criterion)
    {
        Assert.All([criterion.Name, criterion.Title, criterion.Source], Assert.NotEmpty);
        foreach (var mode in BatchNormMode.All) CriteriaTests.LeavesNoTrace(criterion, mode);
    }

    private static void Works(IChannelCriterion criterion)
    {
        Assert.All([criterion.Name, criterion.Title, criterion.Source], Assert.NotEmpty);
        foreach (var mode in BatchNormMode.All) ChannelContractTests.Holds(criterion, mode, () => TestNetworks.OneOfEverything());
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        Assert.Equal([2, 4], ChannelScorer.Score(network, ChannelMap.Of(network.Graph), new() { Criterion = criterion, Seed = 0 }));
    }

    // Ends with what is asked, whatever the ratio; the docs say at which step the second cut is.
    private static void Works(ISchedule schedule)
    {
        Assert.All([schedule.Name, schedule.Title, schedule.Source], Assert.NotEmpty);
        Assert.Equal("two-step", schedule.Name);
        var strategy = StrategyCatalogue.Find("global-magnitude").Spec;
        Assert.Null(schedule.WhyNot(strategy, Retrainings.Find("fine-tune")));
        Assert.NotNull(schedule.WhyNot(strategy, Retrainings.Find("none")));
        var method = Builder(strategy);
        schedule.AddTo(method);
        Assert.Equal([550L, 100L], method.Steps.OfType<CutStep>().Select(c => c.Keep));
        Assert.Equal([9, 18], method.Steps.OfType<TrainStep>().Select(t => t.To)); // two epochs of nine steps
    }

    private static void Works(IRetraining retraining)
    {
        Assert.All([retraining.Name, retraining.Title, retraining.Source], Assert.NotEmpty);
        var strategy = StrategyCatalogue.Find("global-magnitude").Spec;
        Assert.Null(retraining.WhyNot(strategy));
        Assert.True(retraining.NeedsPretraining(strategy));
        Assert.Equal((9, 18), retraining.Run(Builder(strategy)) is { } run ? (run.From, run.Length) : (0, 0));
    }

    private static MethodBuilder Builder(StrategySpec strategy) =>
        new(TinyCells.Cell("global-magnitude", 10, epochs: 2) with { Strategy = strategy }, new MethodFacts(Prunable: 1000, Kept: 100, TrainSamples: 540));

    private static void Works(ModelEntry model)
    {
        Assert.All([model.Name, model.Title, model.Source, model.Takes], Assert.NotEmpty);
        foreach (var input in (InputShape[])[new(1, 8, 8), new(1, 28, 28), new(3, 32, 32)])
        {
            if (model.Refuses(input) is not null) continue;
            using var scope = NewDisposeScope();
            using var network = Network.Create(model, input, 7, SeededStream.For(1, "initialization"));
            Assert.Equal(network.Layers.Count - 1, network.Layers.Single(l => l.IsOutput).Index);
            var scores = network.Forward(zeros(4, input.Channels, input.Height, input.Width));
            Assert.Equal([4, 7], scores.shape);
            nn.functional.cross_entropy(scores, tensor(new long[] { 0, 1, 2, 3 })).backward();
            Assert.True(network.Flat.Gradients.isfinite().all().item<bool>());
            LosesChannels(network);
        }
    }

    // By channel, with nothing that the recipe does not say: any of them, at any width.
    private static void LosesChannels(Network network)
    {
        var map = ChannelMap.Of(network.Graph);
        Assert.Equal([("stem", 8, 32), ("left", 16, 16), ("right", 8, 32)], map.Groups.Select(g => (g.Name, g.Units, g.Channels)));
        RandomState.Give(network, seed: 2);
        for (var draw = 0; draw < 3; draw++) Shrunk.IsEqualToMasked(network, map, Shrunk.RandomKept(map, SeededStream.For(draw, "kept")));
        foreach (var width in new[] { 0.01, 0.3, 1.7 })
            Assert.True(NetworkGraph.Of(network.Model.WithWidth(width), network.Input, 7).TotalParameters != network.TotalParameters);
    }

    // The files of the example: image i is all 4·i, its label i modulo 26.
    private void Works(DatasetEntry dataset)
    {
        var (train, test) = dataset.Info.Samples!.Value;
        foreach (var (count, images, labels) in ((int, DatasetFile, DatasetFile)[])[(train, dataset.Files[0], dataset.Files[1]), (test, dataset.Files[2], dataset.Files[3])])
        {
            byte[] pixels = [.. Enumerable.Range(0, count * 64).Select(i => (byte)(4 * (i / 64)))], classes = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 26))];
            folder.File($"{dataset.Info.Name}/{images.Name}", TemporaryFolder.Gzip(TemporaryFolder.Idx([count, 8, 8], pixels)));
            folder.File($"{dataset.Info.Name}/{labels.Name}", TemporaryFolder.Gzip(TemporaryFolder.Idx([count], classes)));
        }
        Assert.All(DatasetFiles.Find(dataset, new([folder.Path])).Files, status => Assert.Equal(FileCheck.Verified, status.Check));
        Assert.All(dataset.Publishers, p => Assert.EndsWith("/", p, StringComparison.Ordinal));
    }

    private void Works(AuditCheck check)
    {
        Assert.All([check.Id, check.Title, check.Rule], Assert.NotEmpty);
        var path = Path.Combine(folder.Path, "bench.db");
        using (ResultStore.Open(path, TimeProvider.System)) { }
        using var reader = ResultReader.Open(path);
        Assert.Equal(AuditVerdict.NotApplicable, Auditor.Audit(reader, AuditScope.Of(reader), [check]).Verdict);
    }

    private void Works(FigureKind kind)
    {
        Assert.All([kind.Name, kind.Title, kind.Question, kind.Needs, kind.Example], Assert.NotEmpty);
        var rows = new[] { 1.0, 2, 4 }.Select(ratio => new ResultRow
        {
            Identity = $"{ratio}", Protocol = "bench", Dataset = "digits", Synthetic = false, Model = "lenet5", Strategy = ratio == 1 ? "dense" : "random", Retraining = "fine-tune", IsControl = ratio == 1,
            Composition = ratio == 1 ? """{"structure":"weight","schedule":"one-shot"}""" : """{"criterion":"random","scope":"global","structure":"weight","schedule":"one-shot"}""",
            Imported = false, Seed = 1, Compression = ratio, AchievedCompression = ratio, TheoreticalSpeedup = ratio, Top1 = 1 - ratio / 10, Top5 = 1, Loss = ratio, Top1Before = 0.1, Flags = [],
        }).ToList();
        var figure = Assert.Single(FigureWriter.Write(kind, FigureData.Of([new("s", rows, [])], new()), folder.Path, ["svg"]));
        Assert.Equal($"digits-lenet5-{kind.Name}-compression.svg", Path.GetFileName(figure));
    }

    private static void Works(Claim claim)
    {
        Assert.All([claim.Id, claim.Title, claim.Source, claim.Procedure], Assert.NotEmpty);
        var finding = Assert.Single(ClaimJudge.Judge(ClaimData.Of([], new Dictionary<string, ClaimFacts>()), [claim]));
        Assert.Equal(ClaimVerdict.NotDecided, finding.Verdict);
        Assert.NotEmpty(finding.Evidence.Missing);
        Assert.NotNull(MissingSweep.Write([finding], []));
    }

    // The type that the file declares, and what its line adds to the catalogue.
    private static (Type Declared, IReadOnlyList<object> Added) Follow(string place)
    {
        if (Followed.TryGetValue(place, out var followed)) return followed;
        var file = Snippet.At(place);
        var line = Snippet.In("csharp").First(s => s.File == file.File && s.Line > file.Line);
        var assembly = SnippetCompiler.Compile(file, line);
        var catalogue = assembly.GetTypes().Single(t => t.Name == Path.GetFileNameWithoutExtension(SnippetCompiler.FileNamed(line))); // it may be in the namespace above
        var all = (IEnumerable<object>)catalogue.GetProperty("All", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var declared = assembly.GetType($"{SnippetCompiler.NamespaceOf(file)}.{Path.GetFileNameWithoutExtension(SnippetCompiler.FileNamed(file))}");
        Assert.True(declared is not null, $"{place}: the file is named after the type that it declares");
        // The line is the last of the list; somebody who has followed the recipe in earnest has the entry twice.
        var before = catalogue.Name switch
        {
            nameof(Criteria) => Criteria.All.Count,
            nameof(ChannelCriteria) => ChannelCriteria.All.Count,
            nameof(ModelCatalogue) => ModelCatalogue.All.Count,
            nameof(Schedules) => Schedules.All.Count,
            nameof(Retrainings) => Retrainings.All.Count,
            nameof(AuditChecks) => AuditChecks.All.Count,
            nameof(StatedClaims) => StatedClaims.All.Count,
            "FigureKinds" => FigureKind.All.Count,
            _ => DatasetCatalogue.All.Count,
        };
        return Followed[place] = (declared!, [.. all.Skip(before)]);
    }
}
