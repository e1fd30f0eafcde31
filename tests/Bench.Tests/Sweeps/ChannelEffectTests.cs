using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>What has no effect on whole channels, or says of them what they cannot have.</summary>
public sealed class ChannelEffectTests
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

    [Fact]
    public void A_number_for_a_whole_group_changes_no_order_within_it() => Assert.Equal(
        "6: strategy 'a': 'normalize' of the structure divides the scores of a group by one number, which has no effect in scope layer: take one across layers, such as global",
        MistakeOf("{name: a, base: l1-filters, structure: {name: channel, normalize: mean}}"));

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
