using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// First and second derivatives, in fp64, of the mean cross-entropy over all scoring samples (each batch weighted by its share of them) by the scored
/// weights that are left.
/// </summary>
internal sealed class Curvature(ScoringContext context, DoubleTwin twin, double temperature = 1)
{
    private readonly IReadOnlyList<Tensor> parameters = [.. context.Tensors.Select(twin.Parameter)];

    /// <summary>The gradients (g), 0 where an earlier cut has pruned.</summary>
    public IReadOnlyList<Tensor> Gradients()
    {
        using var _ = enable_grad();
        twin.ZeroGradients();
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            Share(batch).backward();
        }
        return [.. context.Tensors.Zip(parameters, (t, p) => Left(t, Gradient(p)))];
    }

    /// <summary>The Hessian times vectors, which have a tensor for each scored one; the graph of a batch's gradient is made once for all of them.</summary>
    /// <param name="count">Of vectors.</param>
    /// <param name="vector">The vector of an index; asked for anew with every batch, so that not all lie in memory.</param>
    /// <param name="add">Takes a vector and a batch's part of its product, for every batch; the parts add up to the product, and are its own only during the call.</param>
    public void Times(int count, Func<int, IReadOnlyList<Tensor>> vector, Action<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> add)
    {
        using var _ = enable_grad();
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            var gradients = autograd.grad([Share(batch)], [.. parameters], create_graph: true, retain_graph: true);
            for (var i = 0; i < count; i++)
            {
                using var inner = NewDisposeScope();
                twin.ZeroGradients();
                var given = vector(i);
                var product = gradients.Zip(given, (g, v) => g.mul(v).sum()).Aggregate((sum, term) => sum.add(term, Scalars.One));
                product.backward(create_graph: false, retain_graph: i < count - 1, inputs: [.. parameters]);
                using var guard = no_grad();
                add(given, [.. parameters.Select(Gradient)]);
            }
        }
    }

    /// <summary>Values, but 0 where an earlier cut has pruned.</summary>
    public Tensor Left(PrunableTensor tensor, Tensor values)
    {
        using var _ = no_grad();
        return context.Keep(tensor) is { } keep ? values.mul(keep.to(values.device)) : values.clone();
    }

    // There is none where nothing depends on the parameter.
    private static Tensor Gradient(Tensor parameter) => parameter.grad ?? zeros_like(parameter);

    // The batch's part of the mean loss.
    private Tensor Share(LabeledBatch batch) => nn.functional.cross_entropy(twin.Forward(batch.Inputs).div(Scalars.Of(temperature)), batch.Labels)
        .mul(Scalars.Of(batch.Count / (double)context.Samples));
}
