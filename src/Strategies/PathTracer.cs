using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Follows the paths of kept weights through the network itself, whatever it does between its layers: what depends on the input on the way forward, what
/// an output depends on on the way back, both 0 or 1 before and behind every layer, so that no depth over- or underflows. Layers compute with their masks
/// instead of their weights, on the CPU: sums of ones, so that one half tells nothing from something, however they are rounded. What is between them passes on what it gets (<see cref="Operation.Trace"/>).
/// A maximum passes a gradient to one of its pixels only. So the input and each convolution's output come in several copies, in each of which another
/// pixel of every <see cref="Window"/> × <see cref="Window"/> stands out: where one of them has a gradient, the pixel has it.
/// </summary>
internal sealed class PathTracer : IDisposable
{
    /// <summary>Side of the largest pooling window between two layers of which every pixel is seen.</summary>
    private const int Window = 3;

    // Higher than any sum, over shortcuts, of pixels that do not stand out.
    private const float Prominence = 1024;

    private static Scalar Half => Scalars.Of(0.5);

    private readonly Dictionary<string, Tensor> masks;

    private PathTracer(Dictionary<string, Tensor> masks) => this.masks = masks;

    /// <summary>Traces all paths; layers without a mask are dense.</summary>
    public static PathTracer Trace(Network network, IReadOnlyDictionary<string, ParameterMask> kept)
    {
        using var undisturbed = new UndisturbedNetwork(network, BatchNormMode.Eval);
        using var scope = NewDisposeScope();
        var tracer = new PathTracer(network.Layers.DistinctBy(l => l.Name).ToDictionary(
            layer => layer.Name,
            layer => (kept.TryGetValue(layer.Name, out var mask) ? mask.Keep.to(float32) : ones([.. layer.WeightShape])).requires_grad_().DetachFromDisposeScope(),
            StringComparer.Ordinal));
        network.Mode = PassMode.Evaluation with { Traces = true };
        using var watch = network.Body.Observe(tracer.masks.Keys, after: tracer.PassOn);
        var (channels, height, width) = network.Input;
        var all = ones(Window * Window, channels, height, width).mul(Copies(height, width));
        var outputs = network.Forward(all.to(network.Device.Place));
        outputs.sum().backward();
        tracer.CutOffOutputs = (int)outputs.gt(Half).any(0).logical_not().sum().item<long>();
        return tracer;
    }

    /// <summary>Outputs of the network that no path reaches.</summary>
    public int CutOffOutputs { get; private set; }

    /// <summary>Weights of a layer on a path.</summary>
    public long WeightsOf(LayerInfo layer)
    {
        using var scope = NewDisposeScope();
        return OnPath(layer).sum().item<long>();
    }

    /// <summary>Outputs of a layer that no weight on a path leads to.</summary>
    public int CutOffOf(LayerInfo layer)
    {
        using var scope = NewDisposeScope();
        return (int)OnPath(layer).flatten(1).any(1).logical_not().sum().item<long>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mask in masks.Values) mask.Dispose();
    }

    private Tensor OnPath(LayerInfo layer)
    {
        using var _ = no_grad();
        var mask = masks[layer.Name];
        return mask.grad is { } gradient ? mask.mul(gradient).gt(Half) : zeros_like(mask, dtype: @bool); // without a gradient nothing reads the layer
    }

    private Tensor PassOn(Operation operation, Tensor x, Tensor own)
    {
        own.Dispose(); // what the weights make of it, with all that its gradient would need
        using var scope = NewDisposeScope();
        var y = operation is Convolution conv ? conv.Apply(Arrived(x), masks[conv.Name], null) : nn.functional.linear(Arrived(x), masks[operation.Name]);
        return Reached(y, operation is Convolution ? Copies(y.shape[2], y.shape[3]) : ones(1), x).MoveToOuterDisposeScope();
    }

    private static Tensor Arrived(Tensor x)
    {
        var here = x.to(CPU);
        return here.requires_grad ? Arriving.apply(here) : Something(here);
    }

    private static Tensor Reached(Tensor y, Tensor copies, Tensor like) => Reachable.apply(y, copies).to(like.device);

    private static Tensor Something(Tensor x) => x.gt(Scalars.Zero).to(float32);

    // (Window², 1, H, W): in copy i the pixels of the i-th place of every window stand out.
    private static Tensor Copies(long height, long width)
    {
        using var scope = NewDisposeScope();
        var copies = ones(Window * Window, 1, height, width);
        for (var i = 0; i < Window * Window; i++)
            copies[TensorIndex.Single(i), .., TensorIndex.Slice(i / Window, null, Window), TensorIndex.Slice(i % Window, null, Window)] = tensor(Prominence);
        return copies.MoveToOuterDisposeScope();
    }

    /// <summary>What a layer gets: 1 where it is anything; backward, 1 where any weight passes anything on.</summary>
    private sealed class Arriving : autograd.SingleTensorFunction<Arriving>
    {
        public override string Name => nameof(Arriving);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => Something((Tensor)vars[0]);

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad) => [grad.gt(Half).to(float32)];
    }

    /// <summary>What a layer gives: 1, or what the copy says, where any weight brings anything; backward, 1 where anything comes back in any copy.</summary>
    private sealed class Reachable : autograd.SingleTensorFunction<Reachable>
    {
        public override string Name => nameof(Reachable);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).gt(Half).to(float32).mul((Tensor)vars[1]);

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad) =>
            [Something(grad).amax([0], keepdim: true).expand(grad.shape).contiguous(), null!];
    }
}
