using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Scores channels.</summary>
public static class ChannelScorer
{
    /// <summary>The score of each unit of a map, group after group; +∞ in groups that the limits keep from being pruned. The network stays as it is.</summary>
    /// <param name="network">Of the map's graph.</param>
    /// <param name="map">Its channels.</param>
    /// <param name="request">How.</param>
    /// <exception cref="PruningException">A score is not a number, or the criterion cannot score a group.</exception>
    /// <exception cref="Core.UserError">A pattern fits no layer.</exception>
    public static double[] Score(Network network, ChannelMap map, ChannelScoringRequest request)
    {
        var criterion = request.Criterion;
        using var scope = NewDisposeScope();
        var context = new ChannelScoring(network, map, request);
        foreach (var group in context.Groups)
            if (criterion.Refuses(network.Graph, map, group) is { } reason) throw new PruningException(reason);
        if (criterion.Options.FirstOrDefault(o => o.IsRequired && request.Options.Find(o.Name) is null) is { } option)
            throw new PruningException($"criterion '{criterion.Name}' needs '{option.Name}' ({option.Valid})");
        if (criterion.NeedsData && request.Batches.Count == 0) throw new ArgumentException($"criterion '{criterion.Name}' needs scoring samples", nameof(request));
        using var undisturbed = criterion.NeedsData ? new UndisturbedNetwork(network, request.BatchNorm) : null;
        return Gather(context, criterion.Score(context));
    }

    private static double[] Gather(ChannelScoring context, IReadOnlyList<Tensor> tables)
    {
        var (criterion, request) = (context.Request.Criterion, context.Request);
        if (tables.Count != context.Groups.Count) throw new ArgumentException($"criterion '{criterion.Name}' scored {tables.Count} of {context.Groups.Count} groups");
        var scores = new double[context.Map.Units];
        Array.Fill(scores, double.PositiveInfinity);
        foreach (var (group, table) in context.Groups.Zip(tables))
        {
            if (table.ndim != 2 || table.shape[0] < 1 || table.shape[1] != group.Units || table.dtype != ScalarType.Float64)
                throw new ArgumentException($"criterion '{criterion.Name}' scored group '{group.Name}' by {table.dtype} ({string.Join(", ", table.shape)})");
            var rows = table.cpu().data<double>().ToArray().Chunk(group.Units).ToList();
            if (rows.Any(r => r.Any(double.IsNaN)))
                throw new PruningException($"criterion '{criterion.Name}' gave scores in layer '{group.Name}' that are not a number");
            ChannelNormalization.Of(ChannelCombination.Of(rows, request.Combination ?? criterion.Combination), request.Normalization ?? criterion.Normalization)
                .CopyTo(scores, group.First);
        }
        return scores;
    }
}
