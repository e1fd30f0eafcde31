using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>What does not go with whole channels, or has no effect on them: one line each.</summary>
public sealed class ChannelMistakesTests
{
    private static readonly Vocabulary All = Words.All with
    {
        Criteria =
        [
            new("magnitude", false) { ScoresChannels = true }, new("random", false) { ScoresChannels = true }, new("woodfisher", true) { Updates = true },
            new("l1-norm", false) { ScoresWeights = false, ScoresChannels = true }, new("width", false) { ScoresWeights = false, ScoresChannels = true, DrawsAnew = true },
        ],
        Scopes =
        [
            new("global") { TakesChannels = true }, new("layer") { IsWithinLayers = true, TakesChannels = true },
            new("like") { IsWithinLayers = true, Options = [new StrategyOption("like", "")] },
        ],
        Structures =
        [
            new("weight"),
            new("channel")
            {
                Options =
                [
                    new ChoiceOption("target", "compression", "", ["compression", "macs"]), new WholeOption("least", 1, ""), new WholeOption("multiple", 1, ""),
                    new ChoiceOption("normalize", "paper", "", ["paper", "none", "mean", "max"]),
                ],
            },
        ],
        Strategies = [.. StrategyCatalogue.All.Where(s => s.Name is "global-magnitude" or "l1-filters" or "narrow-dense" or "random-channels")],
    };

    [Theory]
    [InlineData("base: l1-filters, structure: weight", "criterion 'l1-norm' scores channels: take 'structure: channel'")]
    [InlineData("base: l1-filters, criterion: woodfisher", "criterion 'woodfisher' scores single weights, whose past or whose update it needs, and no channels: take one of magnitude, random, l1-norm, width")]
    [InlineData("base: l1-filters, schedule: gradual", "schedule 'gradual' brings back or exchanges single weights, or cuts within a run at many places, and channels are gone for good: take one-shot, iterative or growing")]
    [InlineData("base: l1-filters, cap: 0.5", "'cap' has no effect on channels: their ratio is that of the whole network")]
    [InlineData("base: l1-filters, shuffle: true", "'shuffle' is a control of single weights: for channels take the criterion random")]
    [InlineData("base: l1-filters, retraining: repair", "repair brings channels back to those of the dense network, of which some are gone: take renew-norm")]
    [InlineData("base: l1-filters, structure: {name: channel, normalize: mean}", "'normalize' of the structure divides the scores of a group by one number, which has no effect in scope layer: take one across layers, such as global")]
    [InlineData("base: narrow-dense, retraining: fine-tune", "criterion 'width' puts a narrower network with new weights in the place of the pruned one: take 'schedule: one-shot' and a retraining of scratch-e, scratch-b, scratch-total")]
    [InlineData("base: narrow-dense, floor: 0.1", "criterion 'width' makes all layers narrower by the same share, so 'layers' and 'floor' have no effect")]
    [InlineData("base: narrow-dense, scope: global", "criterion 'width' makes all layers narrower by the same share, which is not scope global: take layer")]
    [InlineData("base: narrow-dense, structure: {name: channel, target: macs, multiple: 8}", "criterion 'width' makes all layers narrower by the same share, so 'multiple' of the structure has no effect")]
    [InlineData("base: narrow-dense, structure: {name: channel, least: 2, multiple: 8}", "criterion 'width' makes all layers narrower by the same share, so 'least', 'multiple' of the structure have no effect")]
    public void What_does_not_go_with_channels_is_said(string keys, string line) => Assert.Equal($"6: strategy 'a': {line}", MistakeOf($"{{name: a, {keys}}}"));

    [Fact]
    public void Channels_say_of_no_layer_how_many_single_weights_it_keeps() => Assert.Equal(
        "6: 'l1-filters' removes whole channels, and says of no layer how many of its single weights are kept: name another strategy",
        MistakeOf("{name: a, base: global-magnitude, scope: {name: like, like: l1-filters}}"));

    [Theory]
    [InlineData("base: narrow-dense, structure: {name: channel, target: macs}")]
    [InlineData("base: random-channels, structure: {name: channel, normalize: mean, least: 2}")]
    [InlineData("base: l1-filters, criterion: magnitude, floor: 0.1")]
    public void What_goes_is_taken(string keys) => Assert.Equal(["a"], Load($"{{name: a, {keys}}}").Experiments[0].Strategies.Select(s => s.Name));

    private static Sweep Load(string strategy) => Words.Load($"datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\nstrategies:\n  - {strategy}\n", All);

    private static string MistakeOf(string strategy)
    {
        var said = Assert.Throws<UserError>(() => Load(strategy)).Message;
        return said[(said.IndexOf("s.yaml:", StringComparison.Ordinal) + 7)..];
    }
}
