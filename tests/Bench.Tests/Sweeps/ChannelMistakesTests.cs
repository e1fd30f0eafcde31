using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>What is wrong with strategies that remove channels: one line each, with what would be right.</summary>
public sealed class ChannelMistakesTests
{
    private static readonly Vocabulary All = Words.All with
    {
        Criteria =
        [
            new("magnitude", false) { ScoresChannels = true }, new("woodfisher", true) { Updates = true }, new("l1-norm", false) { ScoresWeights = false, ScoresChannels = true, Combination = "sum", Normalization = "none" },
            new("file", false) { ScoresChannels = true, IsOfWholeNetworks = true }, new("random", false) { ScoresChannels = true, ScoresUnits = true }, new("width", false) { ScoresWeights = false, ScoresChannels = true, DrawsAnew = true },
        ],
        Scopes = [new("global") { TakesChannels = true }, new("layer") { IsWithinLayers = true, TakesChannels = true }, new("erk") { IsWithinLayers = true }],
        Structures =
        [
            new("weight"),
            new("channel")
            {
                Options =
                [
                    new ChoiceOption("target", "compression", "", ["compression", "macs"]), new WholeOption("least", 1, ""), new WholeOption("multiple", 1, ""),
                    new ChoiceOption("combine", "paper", "", ["paper", "sum", "mean"]),
                ],
            },
        ],
        Protocols = [new("bench"), new("shrinkbench", ScoringBatches: 1, ScoringBatchNorm: "train") { CutsOnce = true }],
        Strategies = [.. new[] { "global-magnitude", "l1-filters", "narrow-dense", "random" }.Select(StrategyCatalogue.Find)],
    };

    [Theory]
    [InlineData("criterion: l1-norm, scope: global", "criterion 'l1-norm' scores channels: take 'structure: channel'")]
    [InlineData("criterion: woodfisher, scope: global, structure: channel", "criterion 'woodfisher' scores single weights, whose past or whose update it needs, and no channels: take one of magnitude, l1-norm, file, random, width")]
    [InlineData("criterion: l1-norm, scope: erk, structure: channel", "scope 'erk' divides single weights: channels take one of global, layer")]
    [InlineData("criterion: file, scope: global, structure: channel, schedule: {name: iterative, rounds: 2}", "criterion 'file' has scores of the whole network, which is smaller after the first round of schedule 'iterative': take one-shot")]
    [InlineData("base: l1-filters, cap: 0.5", "'cap' has no effect on channels: their ratio is that of the whole network")]
    [InlineData("base: l1-filters, shuffle: true", "'shuffle' is a control of single weights: for channels take the criterion random")]
    [InlineData("base: l1-filters, schedule: gradual", "schedule 'gradual' brings back or exchanges single weights, or cuts within a run at many places, and channels are gone for good: take one of one-shot, iterative, growing")]
    [InlineData("base: l1-filters, retraining: repair", "repair brings channels back to those of the dense network, of which some are gone: take renew-norm")]
    [InlineData("criterion: random, scope: global, structure: {name: channel, combine: sum}", "'combine' of the structure makes one of the scores of coupled layers, and criterion 'random' gives them one together: leave it out (of a base that has it by writing 'structure: channel')")]
    [InlineData("base: narrow-dense, retraining: fine-tune", "criterion 'width' puts a narrower network with new weights in the place of the pruned one: take 'schedule: one-shot' and a retraining of scratch-e, scratch-b, scratch-total")]
    [InlineData("base: narrow-dense, scope: global", "criterion 'width' makes all layers narrower by the same share, so what says which channels go has no effect: leave out scope 'global' (take layer)")]
    [InlineData("base: narrow-dense, floor: 0.1, layers: {only: [conv1]}", "criterion 'width' makes all layers narrower by the same share, so what says which channels go has no effect: leave out 'layers', 'floor'")]
    [InlineData("base: narrow-dense, structure: {name: channel, least: 2, combine: sum, target: macs}", "criterion 'width' makes all layers narrower by the same share, so what says which channels go has no effect: leave out 'combine', 'least'")]
    public void Parts_that_do_not_go_together_are_named(string strategy, string line) => Assert.Equal([$"6: strategy 'a': {line}"], MistakesOf($"{{name: a, {strategy}}}"));

    [Theory]
    [InlineData("target: speed\n", "l1-filters", "5: unknown target 'speed' (valid: compression, macs)")]
    [InlineData("target: macs\n", "global-magnitude", "5: 'target' has no effect: no strategy here removes channels; ratios of single weights are of parameters")]
    [InlineData("protocol: shrinkbench\n", "l1-filters", "7: strategy 'l1-filters': protocol 'shrinkbench' cuts single weights once, within layers or globally, as its paper's code does: take the protocol bench")]
    [InlineData("start: {weights: w.safetensors}\n", "narrow-dense", "7: strategy 'narrow-dense': retraining 'scratch-total' goes back to the pretraining, and that of imported weights is not known: take 'narrow-dense' in a block without 'start'")]
    public void What_a_block_says_must_fit_its_channels(string block, string strategy, string line) => Assert.Equal([line], MistakesOf(strategy, block));

    [Theory]
    [InlineData("least: 0", "6: 'least' takes a whole number from 1, not '0'")]
    [InlineData("multiple: -8", "6: 'multiple' takes a whole number from 1, not '-8'")]
    [InlineData("combine: min", "6: unknown combine 'min': did you mean 'mean'? (valid: paper, sum, mean)")]
    public void Options_of_the_structure_have_bounds(string option, string line) =>
        Assert.Equal([line], MistakesOf($"{{name: a, base: l1-filters, structure: {{name: channel, {option}}}}}"));

    [Fact]
    public void What_a_strategy_says_of_its_target_goes_before_its_block_be_it_the_default()
    {
        string?[] Targets(string strategy) => [.. Load(strategy, "target: macs\n").Experiments.Single().Strategies.Select(s => s.StructureOptions.Find("target")?.GetString())];
        Assert.Equal(["macs"], Targets("l1-filters"));
        Assert.Equal([null], Targets("{name: a, base: l1-filters, structure: {name: channel, target: compression}}"));
        Assert.Equal(["macs"], Targets("{name: a, base: l1-filters, structure: {name: channel, least: 2}}"));
        Assert.Equal([null, null, "macs"], Targets("{name: a, base: l1-filters, structure: {name: channel, target: compression}}\n  - {name: b, base: a, floor: 0.1}\n  - l1-filters"));
    }

    [Fact]
    public void What_a_criterion_does_by_itself_is_no_other_strategy()
    {
        Assert.EndsWith("the strategies 'l1-filters' and 'a' are the same composition", Assert.Single(MistakesOf("l1-filters\n  - {name: a, base: l1-filters, structure: {name: channel, combine: sum}}")), StringComparison.Ordinal);
        Assert.Equal(2, Load("l1-filters\n  - {name: a, base: l1-filters, structure: {name: channel, combine: mean}}").Experiments.Single().Strategies.Count);
    }

    [Fact]
    public void A_narrower_network_may_say_what_it_is_to_match() =>
        Assert.Equal("macs", Load("{name: a, base: narrow-dense, structure: {name: channel, target: macs}}").Experiments.Single().Strategies.Single().StructureOptions.Find("target")?.GetString());

    private static Sweep Load(string strategy, string more = "") =>
        Words.Load($"datasets: [digits]\nmodels: [resnet20]\ncompressions: [1, 2]\nseeds: [1]\n{more}strategies:\n  - {strategy}\n", All, "w.safetensors");

    private static string[] MistakesOf(string strategy, string more = "") =>
        [.. Assert.Throws<UserError>(() => Load(strategy, more)).Message.Split('\n').Select(line => line[(line.IndexOf("s.yaml:", StringComparison.Ordinal) + 7)..])];
}
