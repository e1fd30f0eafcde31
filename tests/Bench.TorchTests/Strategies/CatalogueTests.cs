using Bench.Core;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.TorchTests.Strategies;

public sealed class CatalogueTests
{
    [Fact]
    public void Named_strategies_are_compositions_of_known_parts_and_begin_with_the_seven_of_ShrinkBench()
    {
        Assert.Equal(
            ["global-magnitude", "layer-magnitude", "global-gradient", "layer-gradient", "random", "global-activation", "layer-activation"],
            StrategyCatalogue.All.Take(7).Select(s => s.Name));
        foreach (var strategy in StrategyCatalogue.All.Select(s => s.Spec))
        {
            AssertKnown(strategy.CriterionOptions, strategy.Criterion == ChannelCriteria.Width ? []
                : strategy.IsOfChannels ? ChannelCriteria.Find(strategy.Criterion!).Options : Criteria.Find(strategy.Criterion!).Options);
            AssertKnown(strategy.ScopeOptions, Scopes.Find(strategy.Scope!).Options);
            AssertKnown(strategy.StructureOptions, Structures.Find(strategy.Structure).Options);
            AssertKnown(strategy.ScheduleOptions, Schedules.Find(strategy.Schedule).Options);
            AssertKnown(strategy.RetrainingOptions, Retrainings.Find(strategy.Retraining).Options);
        }

        Assert.Equal(ChannelCriteria.Width, StrategySpec.Width);
        static void AssertKnown(OptionValues values, IReadOnlyList<PartOption> options) => Assert.All(values.Names, name => Assert.Contains(options, o => o.Name == name));
    }

    [Fact]
    public void Entries_have_distinct_names_and_say_what_they_are()
    {
        AssertDescribed(Criteria.All.Select(c => (c.Name, c.Title, c.Source)));
        AssertDescribed(ChannelCriteria.All.Select(c => (c.Name, c.Title, c.Source)));
        AssertDescribed(Scopes.All.Select(s => (s.Name, s.Title, s.Source)));
        AssertDescribed(Protocols.All.Select(p => (p.Name, p.Title, p.Source)));
        AssertDescribed(Structures.All.Select(s => (s.Name, s.Title, s.Source)));
        AssertDescribed(Schedules.All.Select(p => (p.Name, p.Title, p.Source)));
        AssertDescribed(Retrainings.All.Select(p => (p.Name, p.Title, p.Source)));
        AssertDescribed(StrategyCatalogue.All.Select(p => (p.Name, p.Title, p.Source)));
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
