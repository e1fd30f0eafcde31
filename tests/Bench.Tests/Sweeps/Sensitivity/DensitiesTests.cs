using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps.Sensitivity;

/// <summary>An option of several numbers, in a sweep.</summary>
public sealed class DensitiesTests
{
    private static readonly NumbersOption Densities = new("densities", [0.5, 0.2, 0.1], "") { High = 1 };

    private static OptionValues Read(string densities) => Words.Load(
        $"datasets: [digits]\nmodels: [lenet-300-100]\ncompressions: [2]\nseeds: [1]\nstrategies:\n  - {{name: s, criterion: magnitude, scope: {{name: sensitivity, densities: {densities}}}}}\n",
        Words.All with { Scopes = [.. Words.All.Scopes, new("sensitivity") { IsWithinLayers = true, Options = [Densities] }] }).Experiments[0].Strategies[0].ScopeOptions;

    [Theory]
    [InlineData("[0.1, 0.2, 0.5]", "{}")] // the default
    [InlineData("[0.3, 0.1]", """{"densities":[0.3,0.1]}""")]
    [InlineData("[0.1, 0.3]", """{"densities":[0.3,0.1]}""")]
    [InlineData("[0.5]", """{"densities":[0.5]}""")]
    public void Their_order_is_of_no_meaning_and_their_default_is_left_out(string written, string canonical) => Assert.Equal(canonical, Read(written).Canonical);

    [Fact]
    public void They_are_read_back_the_largest_first()
    {
        Assert.Equal([0.5, 0.2, 0.1], Densities.Of(OptionValues.None));
        Assert.Equal([0.9, 0.3], Densities.Of(Read("[0.3, 0.9]")));
    }

    [Theory]
    [InlineData("[0.1, 0.1]", "'densities' has 0.1 twice")]
    [InlineData("[1]", "'densities' takes numbers above 0 and below 1, such as [0.5, 0.2, 0.1], not '1'")]
    [InlineData("[]", "'densities' is empty: it takes a list of numbers")]
    [InlineData("0.5", "'densities' takes a list of numbers")]
    public void Others_are_mistakes(string written, string message) => Assert.Contains(message, Assert.Throws<UserError>(() => Read(written)).Message, StringComparison.Ordinal);
}
