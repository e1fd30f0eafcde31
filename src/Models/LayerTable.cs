using Bench.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A batch norm of a network.</summary>
/// <param name="Name">Of the module, such as <c>layer1.0.bn1</c>.</param>
/// <param name="Values">Values of a channel that one sample shows it: height × width.</param>
public sealed record NormInfo(string Name, long Values);

/// <summary>Finds a module's convolution and linear layers, its batch norms and their sizes by one forward pass with hooks.</summary>
internal static class LayerTable
{
    public static (IReadOnlyList<LayerInfo> Layers, IReadOnlyList<NormInfo> Norms) Of(nn.Module<Tensor, Tensor> module, InputShape input)
    {
        var norms = new List<NormInfo>();
        var seen = new List<(string Name, nn.Module Layer, InputShape In, InputShape Out)>();
        var hooks = new List<IDisposable>();
        foreach (var (name, child) in module.named_modules())
            if (child is TorchSharp.Modules.Conv2d or TorchSharp.Modules.Linear)
                hooks.Add(Watch((nn.Module<Tensor, Tensor>)child, (x, y) => seen.Add((name, child, Sample(x), Sample(y)))));
            else if (child is BatchNorm norm)
                hooks.Add(Watch(norm, (x, _) => norms.Add(new(name, Sample(x).Height * Sample(x).Width))));

        var wasTraining = module.training;
        using (var _ = no_grad())
        using (NewDisposeScope())
        {
            module.eval();
            // Two samples: of one, libtorch tries NNPACK and prints a warning for every convolution where that is not supported.
            module.call(zeros(2, input.Channels, input.Height, input.Width));
        }
        if (wasTraining) module.train();
        foreach (var hook in hooks) hook.Dispose();

        return ([.. seen.Select((s, index) => Describe(index, s.Name, s.Layer, s.In, s.Out, isOutput: index == seen.Count - 1))], norms);
    }

    private static HookRemover Watch(nn.Module<Tensor, Tensor> layer, Action<Tensor, Tensor> watch) =>
        new(layer.register_forward_hook((_, x, y) => { watch(x, y); return y; }));

    private static InputShape Sample(Tensor batch) => batch.ndim == 4
        ? new((int)batch.shape[1], (int)batch.shape[2], (int)batch.shape[3])
        : new((int)batch.shape[1], 1, 1);

    private static LayerInfo Describe(int index, string name, nn.Module layer, InputShape input, InputShape output, bool isOutput) => layer switch
    {
        Conv2d conv => new()
        {
            Index = index, Name = name, Kind = LayerKind.Conv2d, WeightShape = conv.weight.shape, HasBias = conv.bias is not null,
            Groups = conv.groups, StrideHeight = conv.stride[0], StrideWidth = conv.stride[^1],
            Input = input, Output = output, IsOutput = isOutput,
        },
        Linear linear => new()
        {
            Index = index, Name = name, Kind = LayerKind.Linear, WeightShape = linear.weight.shape, HasBias = linear.bias is not null,
            Groups = 1, StrideHeight = 1, StrideWidth = 1, Input = input, Output = output, IsOutput = isOutput,
        },
        _ => throw new ArgumentException($"layer '{name}' is neither a convolution nor linear", nameof(layer)),
    };

    private sealed class HookRemover(nn.Module<Tensor, Tensor>.HookRemover remover) : IDisposable
    {
        public void Dispose() => remover.remove();
    }
}
