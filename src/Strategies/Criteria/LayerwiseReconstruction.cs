using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// What the criteria that reconstruct layer after layer share: layers in forward order, each with the inputs that the pruned layers before leave it, or
/// with those of the dense network.
/// </summary>
internal static class LayerwiseReconstruction
{
    // Elements of the products of layers that are gathered in one pass.
    private const long Together = 32 << 20;

    public static NumberOption Damp { get; } = new("damp", 0.01, "added to the diagonal of H, as a share of its mean") { IsAboveLow = true };

    public static ChoiceOption Inputs { get; } = new("inputs", "pruned", "a layer's inputs: of the network as pruned so far, or of the dense one", ["pruned", "dense"]);

    /// <exception cref="PruningException">The scope does not give each layer its share, or the protocol prunes biases.</exception>
    public static void Refuse(ICriterion criterion, IProtocol protocol, IScope scope, IReadOnlyList<PrunableTensor> tensors)
    {
        if (!scope.IsWithinLayers)
            throw new PruningException($"criterion '{criterion.Name}' prunes layer after layer, so every layer's share must be known: take a scope of "
                + $"{string.Join(", ", Scopes.All.Where(s => s.IsWithinLayers).Select(s => s.Name))}, not {scope.Name}");
        if (tensors.Any(t => t.IsBias))
            throw new PruningException($"criterion '{criterion.Name}' reconstructs weights, and protocol '{protocol.Name}' prunes biases too: take one of "
                + $"{string.Join(", ", Protocols.All.Where(p => p.Name != protocol.Name).Select(p => p.Name))}");
    }

    /// <summary>Chooses and updates, tensor after tensor in forward order.</summary>
    /// <param name="context">Of the criterion.</param>
    /// <param name="pools">Of all tensors.</param>
    /// <param name="solve">From a layer and the pools of its weights (starting at 0) to what is kept of each weight; writes the new weights (rows, columns).</param>
    public static (bool[] Keep, IReadOnlyList<Tensor> Weights) Prune(
        ScoringContext context, IReadOnlyList<Pool> pools, Func<LayerProblem, IReadOnlyList<Pool>, (bool[] Keep, Tensor Weights)> solve)
    {
        using var _ = no_grad();
        var keep = new bool[context.Tensors.Sum(t => t.Elements)];
        var weights = new Tensor[context.Tensors.Count];
        var starts = Starts(context.Tensors);
        foreach (var part in Parts(context.Tensors, Inputs.Of(context.Options) == "dense"))
        {
            var products = InputProducts.Of(context, [.. part.Select(i => context.Tensors[i].Layer)]);
            foreach (var (index, product) in part.Zip(products))
            {
                using var scope = NewDisposeScope();
                using var problem = new LayerProblem(context, index, product, Damp.Of(context.Options));
                var (start, tensor) = (starts[index], context.Tensors[index]);
                var own = pools.Where(p => p.Start >= start && p.Start < start + tensor.Elements).Select(p => p with { Start = p.Start - start }).ToList();
                var (kept, updated) = solve(problem, own);
                kept.CopyTo(keep, start);
                weights[index] = updated.view([.. tensor.Shape]).to(float32).DetachFromDisposeScope();
                if (Inputs.Of(context.Options) == "pruned") context.Parameter(tensor).copy_(weights[index]);
            }
        }
        return (keep, weights);
    }

    /// <summary>Once through the network for all layers, or, as each layer's inputs come from the layers pruned before, once for each.</summary>
    public static (long Forward, long Backward) Passes(OptionValues options, long batches, int layers) => (Inputs.Of(options) == "dense" ? batches : batches * layers, 0);

    /// <summary>w² / [H⁻¹]_qq of each weight by itself, with the network as it is; of a bias, whose input is always 1, b² · H with a single entry.</summary>
    public static IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var _ = no_grad();
        var scores = new Tensor[context.Tensors.Count];
        foreach (var part in Parts(context.Tensors, together: true))
        {
            var products = InputProducts.Of(context, [.. part.Select(i => context.Tensors[i].Layer)]);
            foreach (var (index, product) in part.Zip(products))
            {
                using var scope = NewDisposeScope();
                using var problem = new LayerProblem(context, index, product, Damp.Of(context.Options));
                var diagonal = problem.Inverse().diagonal(0, 1, 2).repeat_interleave(problem.Rows / problem.Layer.Groups, 0).cpu();
                scores[index] = problem.Effective.pow(Scalars.Of(2L)).div_(diagonal).view([.. context.Tensors[index].Shape]).DetachFromDisposeScope();
            }
        }
        foreach (var (index, tensor) in context.Tensors.Index().Where(t => t.Item.IsBias))
        {
            var ones = Scalars.Of(2.0 * tensor.Layer.Output.Height * tensor.Layer.Output.Width);
            scores[index] = context.Parameter(tensor).detach().pow(Scalars.Of(2L)).mul_(ones);
        }
        return scores;
    }

    // Weights whose products are gathered by one pass over the samples.
    private static IEnumerable<IReadOnlyList<int>> Parts(IReadOnlyList<PrunableTensor> tensors, bool together)
    {
        var part = new List<int>();
        var size = 0L;
        foreach (var (index, tensor) in tensors.Index().Where(t => !t.Item.IsBias).OrderBy(t => t.Item.Layer.Index))
        {
            var own = tensor.Layer.Groups * InputProducts.Columns(tensor.Layer) * InputProducts.Columns(tensor.Layer);
            if (part.Count > 0 && (!together || size + own > Together))
            {
                yield return part;
                (part, size) = ([], 0);
            }
            part.Add(index);
            size += own;
        }
        yield return part;
    }

    private static int[] Starts(IReadOnlyList<PrunableTensor> tensors)
    {
        var start = 0;
        return [.. tensors.Select(t => (start += (int)t.Elements) - (int)t.Elements)];
    }
}
