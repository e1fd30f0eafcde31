using Bench.Core;
using Bench.Strategies;

namespace Bench.TorchTests.Strategies;

public sealed class CatalogueTests
{
    [Fact]
    public void The_seven_named_strategies_are_compositions_of_known_parts()
    {
        Assert.Equal(
            ["global-magnitude", "layer-magnitude", "global-gradient", "layer-gradient", "random", "global-activation", "layer-activation"],
            StrategyCatalogue.All.Select(s => s.Name));
        foreach (var strategy in StrategyCatalogue.All)
        {
            Criteria.Find(strategy.Criterion);
            Scopes.Find(strategy.Scope);
            Assert.Contains(strategy.Structure, Structures.All.Select(s => s.Name));
            Assert.Contains(strategy.Schedule, Schedules.All.Select(s => s.Name));
        }
    }

    [Fact]
    public void Entries_have_distinct_names_and_say_what_they_are()
    {
        AssertDescribed(Criteria.All.Select(c => (c.Name, c.Title, c.Source)));
        AssertDescribed(Scopes.All.Select(s => (s.Name, s.Title, s.Source)));
        AssertDescribed(Protocols.All.Select(p => (p.Name, p.Title, p.Source)));
        AssertDescribed(Structures.All.Select(s => (s.Name, s.Title, s.Source)));
        AssertDescribed(Schedules.All.Concat(Retrainings.All).Select(p => (p.Name, p.Title, p.Source)));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest_and_all_valid_ones()
    {
        Assert.Contains("did you mean 'magnitude'?", Assert.Throws<UserError>(() => Criteria.Find("magnitud")).Message, StringComparison.Ordinal);
        Assert.Contains("global, layer", Assert.Throws<UserError>(() => Scopes.Find("x")).Message, StringComparison.Ordinal);
        Assert.Contains("bench, all-weights, shrinkbench", Assert.Throws<UserError>(() => Protocols.Find("x")).Message, StringComparison.Ordinal);
        Assert.Contains("layer-magnitude", Assert.Throws<UserError>(() => StrategyCatalogue.Find("layer-magnitud")).Message, StringComparison.Ordinal);
    }

    private static void AssertDescribed(IEnumerable<(string Name, string Title, string Source)> entries)
    {
        var all = entries.ToList();
        Assert.Equal(all.Count, all.Select(e => e.Name).Distinct().Count());
        Assert.All(all, e => Assert.False(string.IsNullOrWhiteSpace(e.Title) || string.IsNullOrWhiteSpace(e.Source), e.Name));
    }
}
