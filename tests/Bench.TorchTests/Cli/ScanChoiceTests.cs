using Bench.Cli.Sensitivity;
using Bench.Sweeps;

namespace Bench.TorchTests.Cli;

/// <summary>By which criteria a sweep's networks are scanned.</summary>
public sealed class ScanChoiceTests
{
    [Theory]
    [InlineData("weight", "global-gradient layer-magnitude l1-filters layer-gradient", "gradient magnitude", true)]
    [InlineData("channel", "global-gradient l1-filters layer-magnitude", "l1-norm", true)]
    [InlineData("channel", "global-gradient narrow-dense", "magnitude", false)]
    [InlineData("channel", "file l1-filters", "l1-norm", true)]
    [InlineData("weight", "movement random-erk", "random", true)]
    [InlineData("weight", "l1-filters", "magnitude", false)]
    public void Where_none_are_named_they_are_those_of_its_strategies_of_the_structure(string structure, string strategies, string criteria, bool own)
    {
        var specs = strategies.Split(' ').Select(name => name switch { "movement" => Named("global-magnitude") with { Criterion = name }, "file" => Named("l1-filters") with { Criterion = name }, _ => Named(name) }).Prepend(Named("global-magnitude").Control);

        var (request, from) = ScanChoice.WithCriteria(new ScanRequest { Criteria = [], Structure = structure }, specs);

        Assert.Equal((criteria, own ? " (its strategies' own)" : ""), (string.Join(' ', request.Criteria), from));
    }

    [Fact]
    public void Those_that_are_named_stand()
    {
        var (request, from) = ScanChoice.WithCriteria(new ScanRequest { Criteria = ["random"] }, [Named("global-gradient")]);
        Assert.Equal(("random", ""), (Assert.Single(request.Criteria), from));
    }

    private static StrategySpec Named(string name) => StrategyCatalogue.Find(name).Spec;
}
