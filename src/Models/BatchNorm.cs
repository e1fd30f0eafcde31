using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Batch normalization over channels (Ioffe and Szegedy, ICML 2015) with PyTorch's arithmetic and names. It has no counter
/// of batches, which nothing here reads: TorchSharp's own module adds to it in every step, by a temporary
/// <see cref="TorchSharp.Scalar"/> (see <see cref="Tensors.Scalars"/>).
/// </summary>
public sealed class BatchNorm : nn.Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;
    private readonly double epsilon;

    // Registered under these names.
    private readonly Parameter weight, bias;
    private readonly Tensor running_mean, running_var;

    public BatchNorm(long channels, double epsilon = 1e-5) : base(nameof(BatchNorm))
    {
        this.epsilon = epsilon;
        using (var scope = NewDisposeScope())
        {
            weight = new Parameter(ones(channels));
            bias = new Parameter(zeros(channels));
            running_mean = zeros(channels);
            running_var = ones(channels);
            scope.Detach(weight, bias, running_mean, running_var);
        }
        RegisterComponents();
    }

    /// <summary>(N, C) or (N, C, H, W) → the same shape; in training by the batch's statistics, which move the running ones.</summary>
    public override Tensor forward(Tensor x) =>
        nn.functional.batch_norm(x, running_mean, running_var, weight, bias, training, Momentum, epsilon);
}
