using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// Distillation (Hinton, Vinyals and Dean 2015): the loss is (1 − a) · cross-entropy + a · T² · KL(teacher ‖ student), both outputs softened by T; the
/// teacher is in evaluation mode.
/// </summary>
/// <param name="Network">The dense network, whose weights stay.</param>
/// <param name="Rule">T and a.</param>
public sealed record Teacher(Network Network, TeacherRule Rule)
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="inputs">(N, C, H, W), as the student got them.</param>
    /// <param name="logits">(N, classes) of the student.</param>
    /// <param name="crossEntropy">Of the student on the labels.</param>
    public Tensor Loss(Tensor inputs, Tensor logits, Tensor crossEntropy)
    {
        var temperature = Scalars.Of(Rule.Temperature);
        Tensor soft;
        using (no_grad())
        {
            Network.Mode = PassMode.Evaluation;
            soft = nn.functional.log_softmax(Network.Forward(inputs).div(temperature), 1);
        }
        var own = nn.functional.log_softmax(logits.div(temperature), 1);
        var divergence = (soft.exp() * (soft - own)).sum(1).mean();
        return crossEntropy.mul(Scalars.Of(1 - Rule.Weight)).add(divergence, alpha: Scalars.Of(Rule.Weight * Rule.Temperature * Rule.Temperature));
    }
}
