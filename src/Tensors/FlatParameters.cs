using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>
/// The parameters of a network as views into one buffer, and their gradients as views into another: an optimizer step
/// is a few operations instead of hundreds, one multiplication applies all masks, a checkpoint is one tensor.
/// Weights of convolutions are channels-last views.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly IReadOnlyList<long> offsets;

    private FlatParameters(IReadOnlyList<Parameter> parameters, IReadOnlyList<long> offsets, Tensor values, Tensor gradients)
    {
        this.parameters = parameters;
        this.offsets = offsets;
        Values = values;
        Gradients = gradients;
    }

    /// <summary>All parameter values (T), fp32.</summary>
    public Tensor Values { get; }

    /// <summary>All gradients (T), fp32; accumulated into by backward passes.</summary>
    public Tensor Gradients { get; }

    /// <summary>Moves parameters, values kept, into one buffer where they are (on one device).</summary>
    public static FlatParameters Adopt(IReadOnlyList<Parameter> parameters)
    {
        using var guard = no_grad();
        var total = parameters.Sum(p => p.NumberOfElements);
        var values = zeros(total, device: parameters[0].device).DetachFromDisposeScope();
        var gradients = zeros_like(values).DetachFromDisposeScope();
        var offsets = new long[parameters.Count];
        var offset = 0L;
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            var shape = parameter.shape;
            offsets[i] = offset;
            using var value = View(values, offset, shape);
            value.copy_(parameter);
            parameter.set_(value);
            using var gradient = View(gradients, offset, shape);
            parameter.grad = gradient;
            offset += parameter.NumberOfElements;
        }
        return new FlatParameters(parameters, offsets, values, gradients);
    }

    /// <summary>Where parameter <paramref name="index"/> lies in a buffer laid out like <see cref="Values"/>, in the parameter's shape.</summary>
    public Tensor ViewOf(Tensor flat, int index) => View(flat, offsets[index], parameters[index].shape);

    /// <summary>A copy of numbers laid out like <see cref="Values"/> (T), on the device of these; the caller owns it.</summary>
    public Tensor Beside(Tensor flat)
    {
        using var guard = no_grad();
        var copy = zeros_like(Values).DetachFromDisposeScope();
        copy.copy_(flat);
        return copy;
    }

    /// <summary>Multiplies all values by a mask of zeros and ones (T): a pruned weight is 0, whatever it was.</summary>
    public void ApplyMask(Tensor mask)
    {
        using var guard = no_grad();
        Values.mul_(mask);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }

    private static Tensor View(Tensor flat, long offset, long[] shape)
    {
        var count = shape.Aggregate(1L, (product, n) => product * n);
        using var part = flat.narrow(0, offset, count);
        if (shape.Length != 4) return part.view(shape);
        using var packed = part.view(shape[0], shape[2], shape[3], shape[1]);
        return packed.permute(0, 3, 1, 2);
    }
}
