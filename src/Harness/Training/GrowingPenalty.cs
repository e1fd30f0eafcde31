using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>An L2 penalty of their own on the weights that are to be cut, which grows (GReg-1, Wang et al., ICLR 2021): λ(t) · w is added to their gradient.</summary>
/// <param name="Condemned">(T), laid out like the flat parameters: 1 for those weights, 0 for others. Owned by whoever makes it.</param>
/// <param name="Rule">How λ grows.</param>
/// <param name="Begun">The step of the run at which it began: all that is to be known beside the weights to go on with it at any step.</param>
public sealed record GrowingPenalty(Tensor Condemned, Growth Rule, int Begun)
{
    /// <summary>Adds it to the gradients at the present values.</summary>
    /// <param name="parameters">Of the network.</param>
    /// <param name="step">Of the run.</param>
    public void AddTo(FlatParameters parameters, int step)
    {
        using var _ = no_grad();
        using var coefficient = Rule.At(step - Begun).ToScalar();
        parameters.Gradients.addcmul_(Condemned, parameters.Values, coefficient);
    }
}
