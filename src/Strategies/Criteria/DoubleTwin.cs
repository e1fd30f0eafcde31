using Bench.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// A second body of a network in fp64, for criteria that differentiate twice or whose scores span more orders of magnitude than fp32 has: the
/// network stays as it is, and no pass is fused, which could not be differentiated twice. It has the values and the mode that the network has when it is made.
/// </summary>
internal sealed class DoubleTwin : IDisposable
{
    private readonly IReadOnlyDictionary<string, Parameter> parameters;
    private readonly NetworkBody body;

    public DoubleTwin(Network network)
    {
        using var _ = no_grad();
        parameters = network.Parameters.ToDictionary(p => p.Name, p => new Parameter(Wide(p.Parameter)), StringComparer.Ordinal);
        (string, Tensor)[] buffers = [.. network.Buffers.Select(b => (b.Name, Wide(b.Buffer)))];
        State = [.. network.Parameters.Select(p => (p.Name, (Tensor)parameters[p.Name])), .. buffers];
        body = new NetworkBody(network.Graph, [.. network.Parameters.Select(p => (Tensor)parameters[p.Name])], [.. buffers.Select(b => b.Item2)])
        {
            Mode = network.Mode with { PlainNormInputs = false },
        };
    }

    /// <summary>Parameters and buffers.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State { get; }

    public Parameter Parameter(PrunableTensor tensor) => parameters[tensor.Name];

    /// <summary>Running statistics in place of those of a batch.</summary>
    public void Eval() => body.Mode = PassMode.Evaluation;

    /// <summary>(N, C, H, W) of any type → class scores (N, classes) fp64.</summary>
    public Tensor Forward(Tensor inputs)
    {
        using var wide = inputs.to(ScalarType.Float64);
        return body.Forward(wide);
    }

    public void ZeroGradients()
    {
        foreach (var parameter in parameters.Values)
            if (parameter.grad is { } gradient) gradient.zero_();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        body.Dispose();
        foreach (var (_, tensor) in State) tensor.Dispose();
    }

    private static Tensor Wide(Tensor tensor)
    {
        var wide = empty(tensor.shape, dtype: ScalarType.Float64, device: tensor.device).DetachFromDisposeScope();
        return wide.copy_(tensor);
    }
}
