using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Methods;

/// <summary>What the steps of a cell depend on, from its network.</summary>
public static class MethodFactsOf
{
    /// <param name="cell">The cell.</param>
    /// <param name="graph">Of its model, for its data.</param>
    /// <param name="trainSamples">Of the training split.</param>
    public static MethodFacts Cell(CellSpec cell, NetworkGraph graph, int trainSamples)
    {
        var protocol = Protocols.Find(cell.Protocol);
        var all = protocol.Prunable(graph.Model, graph.Layers).Select(t => t.Size).ToList();
        if (cell.IsControl) return new(all.Sum(t => t.Elements), all.Sum(t => t.Elements), trainSamples);
        var strategy = cell.Strategy;
        if (strategy.IsOfChannels)
        {
            var (most, whole) = ChannelRules.Budget(graph, protocol, strategy.Rule, cell.Compression);
            return new(whole, most, trainSamples);
        }
        var criterion = Criteria.Find(strategy.Criterion!);
        var rules = CutMaker.RulesOf(strategy.Rule);
        var restricted = rules.Limits.Restrict(all);
        var prunable = restricted.Sum(t => t.Elements);
        if (Structures.Find(strategy.Structure) is IFixedStructure structure) return Facts(StructurePoint.Of(structure, strategy.StructureOptions, protocol, graph.TotalParameters, all, rules.Limits).Kept);
        return Facts(Feasibility.Of(protocol, graph.TotalParameters, all, rules, cell.Compression).Kept) with { Most = rules.Bounds(restricted).Sum(b => b.Most) };

        MethodFacts Facts(long kept) => new(prunable, kept, trainSamples, criterion.Updates, criterion.NeedsTraining)
        {
            Tensors = restricted.Count, Densities = SensitivityScope.Densities.Default.Count,
        };
    }
}
