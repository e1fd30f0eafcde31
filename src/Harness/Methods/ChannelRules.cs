using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Methods;

/// <summary>What a rule of cutting means for channels.</summary>
public static class ChannelRules
{
    /// <summary>How large a network may be that has a ratio, and how large the whole one is.</summary>
    public static (long Most, long Whole) Budget(NetworkGraph graph, IProtocol protocol, CutRule rule, double ratio)
    {
        var whole = ChannelStructure.Size(protocol, rule.StructureOptions)(graph);
        return (Share.Of(whole, ratio), whole);
    }

    /// <summary>As the cut wants it.</summary>
    public static ChannelCutRequest RequestOf(CutRule rule, IProtocol protocol, long most, long seed) => new()
    {
        Scope = rule.Scope, Floor = rule.Limits.Floor, Limits = rule.Limits, Least = ChannelStructure.Least.Of(rule.StructureOptions),
        Multiple = ChannelStructure.Multiple.Of(rule.StructureOptions), Size = ChannelStructure.Size(protocol, rule.StructureOptions),
        Counted = ChannelStructure.Counted(rule.StructureOptions), Most = most, Seed = seed,
    };

    /// <summary>Why a network cannot have a ratio, or its channels not be scored; null where they can.</summary>
    /// <exception cref="Core.UserError">A pattern fits none of the layers, or the protocol counts no channels.</exception>
    public static string? WhyNot(NetworkGraph graph, IProtocol protocol, CutRule rule, double ratio)
    {
        var (most, whole) = Budget(graph, protocol, rule, ratio);
        if (rule.Criterion == ChannelCriteria.Width)
            return WidthSolver.Solve(graph.Model, graph.Input, graph.Classes, ChannelStructure.Size(protocol, rule.StructureOptions), most) is not null ? null
                : FormattableString.Invariant($"a ratio of {ratio} is out of reach: even the narrowest {graph.Model.Name} has more than {most:N0} {ChannelStructure.Counted(rule.StructureOptions)}");
        var map = ChannelMap.Of(graph);
        var request = RequestOf(rule, protocol, most, seed: 0);
        var smallest = ChannelCut.Smallest(graph, map, request);
        if (smallest > most)
            return FormattableString.Invariant($"a ratio of {ratio} is out of reach: the smallest network that channels, floors and multiples let be has {smallest:N0} of {whole:N0} {request.Counted}, a ratio of {Math.Floor(100.0 * whole / smallest) / 100}");
        var criterion = ChannelCriteria.Find(rule.Criterion);
        var refused = ChannelGroups.Allowed(graph, map, rule.Limits).Select(g => (Name: g.Layer, Reason: criterion.Refuses(graph, map, g))).Where(g => g.Reason is not null).ToList();
        return refused.Count switch
        {
            0 => null,
            1 => refused[0].Reason,
            _ => $"{refused[0].Reason}; the same is so of {string.Join(", ", refused.Skip(1).Select(g => g.Name))}",
        };
    }
}
