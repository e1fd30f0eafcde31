using Bench.Core;
using Bench.Models;

namespace Bench.TorchTests.Models.Channels;

/// <summary>The small networks of shared/golden/onnx, for 3×32×32 inputs and ten classes.</summary>
internal static class GoldenNetworks
{
    public static IReadOnlyDictionary<string, ModelEntry> All { get; } = new[]
    {
        Entry("mixed", Mixed), Entry("densenet-tiny", DenseNetTiny), Entry("vit-tiny", VisionTransformerTiny),
        Entry("mobilenet-v2-x0.25", (x, classes) => MobileNetV2.Build(x, classes, isLarge: true, c => c == 1280 ? c : Math.Max(8, (c / 4 + 4) / 8 * 8))),
    }.ToDictionary(m => m.Name);

    public static InputShape Input { get; } = new(3, 32, 32);

    /// <summary>A model that no catalogue has.</summary>
    public static ModelEntry Entry(string name, Func<Value, int, Value> build) => new()
    {
        Name = name, Title = name, Source = "tests", Family = "resnet", Takes = "any size", Refuses = _ => null, Build = build,
    };

    private static Value Mixed(Value x, int classes)
    {
        x = x.Convolution("stem.0", 16, 3, padding: 1, bias: false).Norm("stem.1").Relu();
        var left = x.Convolution("left.0", 12, 1).Relu().Convolution("left.2", 12, 3, padding: 1, groups: 12).Relu6();
        var right = x.Convolution("right.0", 20, 3, padding: 1, groups: 4).LeakyRelu(0.1);
        x = left.Concatenate(right).Convolution("join", 24, 1, bias: false).Norm("norm").Relu();
        var y = x.Convolution("block.0", 40, 3, stride: 2, padding: 1).Silu().Convolution("block.2", 24, 3, padding: 1);
        return y.Add(x.AveragePool(2)).AveragePool(8).Flatten().Linear("hidden", 30).Tanh().Linear("head", classes);
    }

    private static Value DenseNetTiny(Value x, int classes)
    {
        x = x.Convolution("features.conv0", 16, 7, stride: 2, padding: 3, bias: false).Norm("features.norm0").Relu().MaxPool(3, stride: 2, padding: 1);
        for (var block = 1; block <= 3; block++)
        {
            for (var layer = 1; layer <= 3; layer++)
            {
                var name = $"features.denseblock{block}.denselayer{layer}";
                x = x.Concatenate(x.Norm($"{name}.norm1").Relu().Convolution($"{name}.conv1", 32, 1, bias: false)
                    .Norm($"{name}.norm2").Relu().Convolution($"{name}.conv2", 8, 3, padding: 1, bias: false));
            }
            if (block < 3)
                x = x.Norm($"features.transition{block}.norm").Relu().Convolution($"features.transition{block}.conv", x.Shape.Channels / 2, 1, bias: false).AveragePool(2);
        }
        return x.Norm("features.norm5").Relu().Mean().Linear("classifier", classes);
    }

    private static Value VisionTransformerTiny(Value x, int classes)
    {
        x = x.Convolution("conv_proj", 48, 8, stride: 8).ToTokens().ClassToken("class_token").PositionEmbedding("encoder.pos_embedding");
        for (var layer = 0; layer < 2; layer++)
        {
            var name = $"encoder.layers.encoder_layer_{layer}";
            x = x.LayerNorm($"{name}.ln_1", 1e-6).SelfAttention($"{name}.self_attention", heads: 3).Add(x);
            x = x.LayerNorm($"{name}.ln_2", 1e-6).Linear($"{name}.mlp.0", 96).Gelu().Linear($"{name}.mlp.3", 48).Add(x);
        }
        return x.LayerNorm("encoder.ln", 1e-6).FirstToken().Linear("heads.head", classes);
    }
}
