using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Gradients of single samples from one pass over a whole batch: a layer's gradient by sample s is the product of what the loss of s says about the
/// layer's outputs with the inputs that s shows the layer (Goodfellow, "Efficient per-example gradient computations", 2015; for convolutions by input
/// patches, Rochette et al., 2019). With batch norm by a batch's own statistics, where the losses of samples depend on one another, a sample's gradient is what flows through its own numbers.
/// </summary>
internal static class SquaredGradients
{
    private const long MostNumbers = 1 << 24;

    private sealed record Call(Operation Layer, Tensor Input, Tensor Added);

    /// <summary>Σ over all scoring samples of the squared gradient of each scored tensor, by the tensor's name: fp64, in its shape.</summary>
    public static IReadOnlyDictionary<string, Tensor> SumsOfSquares(ScoringContext context)
    {
        var sums = context.Tensors.ToDictionary(
            t => t.Name, t => zeros([.. t.Shape], dtype: ScalarType.Float64, device: context.Network.Device.Place), StringComparer.Ordinal);
        var scored = context.Tensors.GroupBy(t => t.Layer.Name).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var calls = scored.Keys.ToDictionary(name => name, _ => new List<Call>(), StringComparer.Ordinal);
        using var watch = context.Network.Body.Observe(scored.Keys, after: (layer, x, y) =>
        {
            var added = zeros_like(y).detach().requires_grad_(true); // whose gradient is that of the outputs
            calls[layer.Name].Add(new Call(layer, x.detach(), added));
            using (y) return y.add(added, Scalars.One);
        });
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            using (enable_grad())
            {
                var loss = nn.functional.cross_entropy(context.Network.Forward(batch.Inputs), batch.Labels, reduction: nn.Reduction.Sum);
                loss.backward(inputs: [.. calls.Values.SelectMany(c => c).Select(c => c.Added)]);
            }
            using var _ = no_grad();
            foreach (var (layer, tensors) in scored)
                foreach (var tensor in tensors) AddSquares(tensor, [.. calls[layer].Where(c => c.Added.grad is not null)], batch.Count, sums[tensor.Name]);
            foreach (var list in calls.Values) list.Clear();
        }
        return sums;
    }

    private static void AddSquares(PrunableTensor tensor, List<Call> calls, long samples, Tensor sum)
    {
        if (calls is [{ Input.ndim: 2 } only] && !tensor.IsBias)
        {
            // (out, in): the square of a product is the product of the squares.
            using var scope = NewDisposeScope();
            sum.add_(only.Added.grad!.Squared().t().matmul(only.Input.Squared()), Scalars.One);
            return;
        }
        var patches = tensor.Layer.Weights / tensor.Layer.WeightShape[0] * tensor.Layer.Groups * tensor.Layer.Output.Height * tensor.Layer.Output.Width;
        var chunk = Math.Max(1, MostNumbers / Math.Max(tensor.Elements, patches));
        for (var start = 0L; start < samples; start += chunk)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(chunk, samples - start);
            var gradients = calls.Select(c => Gradients(tensor, c, start, count)).Aggregate((one, other) => one.add(other, Scalars.One));
            sum.add_(gradients.Squared().sum(0L).view(sum.shape), Scalars.One);
        }
    }

    // (count, ...) for samples from start on: the weight's or the bias's gradient, flattened after the first dimension in the order of its elements.
    private static Tensor Gradients(PrunableTensor tensor, Call call, long start, long count)
    {
        var outputs = LayerPatches.Outputs(call.Layer, call.Added.grad!.narrow(0, start, count)); // (n, groups, out ÷ groups, places)
        if (tensor.IsBias) return outputs.sum(3).flatten(1);
        var inputs = LayerPatches.Of(call.Layer, call.Input.narrow(0, start, count)); // (n, groups, in ÷ groups · patch, places)
        return outputs.matmul(inputs.transpose(2, 3)).flatten(1);
    }
}
