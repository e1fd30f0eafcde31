using Bench.Core;
using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// The scores that a weight criterion gives, summed over all weights that are removed with a unit: the filters that give its channels, and what multiplies them in
/// every layer that takes them, the output layer too, a row each.
/// </summary>
/// <param name="weights">A criterion that gives single weights scores, leaves them as they are and does not read their past.</param>
public sealed class SummedCriterion(ICriterion weights) : IChannelCriterion
{
    public string Name => weights.Name;
    public string Title => $"Σ over all weights of the channel of {weights.Title}";
    public string Source => weights.Source;
    public int Version => weights.Version;
    public bool NeedsData => weights.NeedsData;
    public IReadOnlyList<PartOption> Options => weights.Options;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches) => weights.Passes(options, samples, batches, layers: 1);

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        var asked = context.Request;
        var met = context.Groups.SelectMany(g => g.Weighted()).Select(m => m.Layer).ToHashSet(StringComparer.Ordinal);
        PrunableTensor[] tensors = [.. context.Network.Layers.Where(l => met.Contains(l.Name)).Select(l => new PrunableTensor(l))];
        var scores = weights.Score(new ScoringContext(context.Network, tensors, new ScoringRequest
        {
            Criterion = weights, Options = asked.Options, Batches = context.Batches, BatchNorm = asked.BatchNorm, Seed = asked.Seed,
        }));
        using var _ = no_grad();
        var byLayer = tensors.Zip(scores).ToDictionary(t => t.First.Layer.Name, t => t.Second.to(ScalarType.Float64), StringComparer.Ordinal);
        return [.. context.Groups.Select(g => stack([.. g.Weighted().Select(m => context.OfUnits(m, byLayer[m.Layer]).sum(1))]))];
    }
}
