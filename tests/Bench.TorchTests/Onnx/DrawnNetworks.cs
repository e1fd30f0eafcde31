using Bench.Core;

namespace Bench.TorchTests.Onnx;

/// <summary>Small networks in files as exporters write them, each with something of its own; all take 3×16×16 and tell ten classes apart.</summary>
internal static class DrawnNetworks
{
    public static readonly InputShape Images = new(3, 16, 16);

    public static IReadOnlyDictionary<string, Func<long, byte[]>> All { get; } = new Dictionary<string, Func<long, byte[]>>(StringComparer.Ordinal)
    {
        ["squeeze and excitation by convolutions"] = SqueezeAndExcitation, ["squeeze and excitation by linear layers"] = SqueezeByLinear,
        ["grouped bottlenecks"] = GroupedBottlenecks, ["fire modules"] = FireModules, ["channel shuffle"] = ChannelShuffle,
        ["spelled functions"] = SpelledFunctions, ["ConvNeXt block"] = ConvNextBlock, ["transformer of heads in one axis"] = Transformer,
        ["pools with ceilings, margins and gaps"] = Pools, ["group and instance norms"] = GroupNorms, ["mixer"] = Mixer,
        ["constants of its own"] = OwnConstants, ["parameters beside modules"] = BesideModules,
    };

    /// <summary>
    /// Pixels are normalized within the network by buffers; a formula has numbers in a node; scales of several shapes are learned, and others divide; margins are computed as the exporter does
    /// it: all sizes from the last axis on, turned round by a slice that goes backwards.
    /// </summary>
    public static byte[] OwnConstants(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Node("Div", [d.Node("Sub", ["images", d.Store("normalize.mean", [1, 3, 1, 1], [0.5f, 0.4f, 0.25f])]), d.Store("normalize.std", [1, 3, 1, 1], [0.25f, 0.2f, 0.3f])]);
        x = d.Node("Relu", [d.Conv(x, "conv1", 8, 3, 3, padding: 1, bias: true)]);
        var margins = d.Node("Concat", [d.Wholes(1, 0, 2, 1), d.Node("Cast", [d.Node("ConstantOfShape", [d.Wholes(4)])], ("to", 7L))], ("axis", 0L));
        margins = d.Node("Slice", [d.Node("Reshape", [d.Node("Cast", [margins], ("to", 7L)), d.Wholes(-1, 2)]), d.Wholes(-1), d.Wholes(long.MinValue + 1), d.Wholes(0), d.Wholes(-1)]);
        margins = d.Node("Reshape", [d.Node("Transpose", [margins], ("perm", new long[] { 1, 0 })), d.Wholes(-1)]);
        x = d.Node("Pad", [x, margins, d.Number(0.5f)], ("mode", "constant"));
        x = d.Node("Mul", [x, d.Constant([8, 1, 1], [0.25f, 0.5f, 0.75f, 1, 0.25f, 0.5f, 0.75f, 1])]);
        x = d.Node("Mul", [x, d.Node("Div", [d.Node("Cast", [d.Wholes(7)], ("to", 1L)), d.Node("Cast", [d.Wholes(2)], ("to", 1L))])]);
        x = d.Node("Add", [x, d.Node("Mul", [d.Scales("alpha", 1), d.Node("Relu", [d.Conv(x, "conv2", 8, 8, 1)])])]);
        x = d.Node("Add", [x, d.Scales("shift")]);
        x = d.Node("Mul", [x, d.Node("Reshape", [d.Scales("delta_of_rows", 8), d.Wholes(8, 1, 1)])]);
        x = d.Node("Sub", [d.Node("Mul", [x, d.Scales("gamma", 8, 1, 1)]), d.Weights("beta", 1, 8, 1, 1)]);
        x = d.Node("Div", [x, d.Scales("delta", 1, 8, 1, 1)]);
        return d.Bytes(d.Gemm(d.Node("Flatten", [d.Node("GlobalAveragePool", [x])], ("axis", 1L)), "fc", 10, 8), batch: batch);
    }

    /// <summary>What is added to a layer or multiplies it has a name of its own; a matrix is no module's; a batch norm has neither scales nor shifts, which its file says by numbers without a name.</summary>
    public static byte[] BesideModules(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var difference = d.Node("Sub", ["images", d.Node("ReduceMean", ["images"], ("axes", new long[] { -1 }))]); // a layer norm of rows of pixels
        var variance = d.Node("ReduceMean", [d.Node("Mul", [difference, difference])], ("axes", new long[] { -1 }));
        var x = d.Node("Div", [difference, d.Node("Sqrt", [d.Node("Add", [variance, d.Number(1e-5f)])])]);
        x = d.Node("Add", [d.Node("Mul", [x, d.Scales("gamma", 16)]), d.Weights("beta", 16)]);
        x = d.Node("Add", [d.Conv(x, "conv", 8, 3, 3, padding: 1), d.Weights("shift", 1, 8, 1, 1)]);
        x = d.Node("BatchNormalization", [x, d.Store("onnx::BatchNormalization_12", [8], [1, 1, 1, 1, 1, 1, 1, 1]), d.Store("onnx::BatchNormalization_13", [8], new float[8]),
            d.Weights("norm.running_mean", 8), d.Scales("norm.running_var", 8)], ("epsilon", 1e-5f));
        x = d.Node("GlobalAveragePool", [d.Node("Relu", [x])]);
        x = d.Node("Relu", [d.Node("Add", [d.Node("MatMul", [d.Node("Flatten", [x]), d.Weights("W", 8, 12)]), d.Weights("b", 12)])]);
        return d.Bytes(d.Node("Add", [d.Node("Gemm", [x, d.Weights("fc.weight", 10, 12)], ("transB", 1L)), d.Weights("last", 10)]), batch: batch);
    }

    /// <summary>A gate of 1×1 convolutions behind a global mean; hard sigmoid and swish in two nodes.</summary>
    public static byte[] SqueezeAndExcitation(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Node("HardSwish", [d.BatchNorm(d.Conv("images", "stem.0", 8, 3, 3, stride: 2, padding: 1), "stem.1", 8)]);
        var wide = d.Node("Relu", [d.BatchNorm(d.Conv(x, "block.0", 24, 8, 1), "block.1", 24)]);
        wide = d.Node("Relu", [d.BatchNorm(d.Conv(wide, "block.2", 24, 24, 3, padding: 1, groups: 24), "block.3", 24)]);
        var squeezed = d.Node("Relu", [d.Conv(d.Node("GlobalAveragePool", [wide]), "block.4.fc1", 6, 24, 1, bias: true)]);
        var gate = d.Node("HardSigmoid", [d.Conv(squeezed, "block.4.fc2", 24, 6, 1, bias: true)], ("alpha", 1f / 6), ("beta", 0.5f));
        var y = d.BatchNorm(d.Conv(d.Node("Mul", [gate, wide]), "block.5", 8, 24, 1), "block.6", 8);
        x = d.Node("Add", [x, y]);
        var mean = d.Node("ReduceMean", [x], ("axes", new long[] { 2, 3 }), ("keepdims", 0L));
        return d.Bytes(d.Gemm(mean, "head", 10, 8), batch: batch);
    }

    /// <summary>As in the first published code: view, two linear layers, view, expand_as.</summary>
    public static byte[] SqueezeByLinear(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Node("Relu", [d.BatchNorm(d.Conv("images", "conv1", 16, 3, 3, padding: 1), "bn1", 16)]);
        var shape = d.Node("Shape", [x]);
        var pooled = d.Node("GlobalAveragePool", [x]);
        var n = batch > 0 ? d.Wholes(batch) : d.Node("Unsqueeze", [d.Node("Gather", [shape, d.Node("Constant", [], ("value_int", 0L))]), d.Wholes(0)]);
        var flat = d.Node("Reshape", [pooled, d.Node("Concat", [n, d.Wholes(16)], ("axis", 0L))]);
        var hidden = d.Node("Relu", [d.Node("Gemm", [flat, d.Weights("se.fc.0.weight", 8, 16)], ("transB", 1L))]);
        var gate = d.Node("Sigmoid", [d.Node("Gemm", [hidden, d.Weights("se.fc.2.weight", 16, 8)], ("transB", 1L))]);
        gate = d.Node("Reshape", [gate, d.Node("Concat", [n, d.Wholes(16, 1, 1)], ("axis", 0L))]);
        x = d.Node("Mul", [x, d.Node("Expand", [gate, shape])]);
        x = d.Node("MaxPool", [x], ("kernel_shape", new long[] { 4, 4 }), ("strides", new long[] { 4, 4 }));
        return d.Bytes(d.Gemm(d.Node("Flatten", [x], ("axis", 1L)), "fc", 10, 256), batch: batch);
    }

    /// <summary>As in ResNeXt and RegNet: 1×1, grouped 3×3, 1×1, a projection where the size changes.</summary>
    public static byte[] GroupedBottlenecks(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Node("Relu", [d.BatchNorm(d.Conv("images", "stem", 16, 3, 3, padding: 1), "norm", 16)]);
        x = Block(x, "layer1.0", 16, 32, 16, 1, projects: true);
        x = Block(x, "layer1.1", 32, 32, 16, 1, projects: false);
        x = Block(x, "layer2.0", 32, 48, 24, 2, projects: true);
        var pooled = d.Node("Flatten", [d.Node("GlobalAveragePool", [x])], ("axis", 1L));
        return d.Bytes(d.Gemm(pooled, "fc", 10, 48), batch: batch);

        string Block(string input, string name, int from, int to, int width, int stride, bool projects)
        {
            var y = d.Node("Relu", [d.BatchNorm(d.Conv(input, $"{name}.conv1", width, from, 1), $"{name}.bn1", width)]);
            y = d.Node("Relu", [d.BatchNorm(d.Conv(y, $"{name}.conv2", width, width, 3, stride, 1, groups: 4), $"{name}.bn2", width)]);
            y = d.BatchNorm(d.Conv(y, $"{name}.conv3", to, width, 1), $"{name}.bn3", to);
            var shortcut = projects ? d.BatchNorm(d.Conv(input, $"{name}.downsample.0", to, from, 1, stride), $"{name}.downsample.1", to) : input;
            return d.Node("Relu", [d.Node("Add", [y, shortcut])]);
        }
    }

    /// <summary>As SqueezeNet: two widths side by side, pools in ceil mode, a convolution at the end, dropout.</summary>
    public static byte[] FireModules(long batch)
    {
        var d = new DrawnFile(11, batch: batch);
        var x = d.Node("Relu", [d.Conv("images", "features.0", 12, 3, 3, stride: 2, bias: true)]);
        x = d.Node("MaxPool", [x], ("ceil_mode", 1L), ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[4]));
        x = Fire(x, "features.3", 12, 4, 8);
        x = Fire(x, "features.4", 16, 6, 12);
        x = d.Nodes("Dropout", [x], 1, ("ratio", 0.5f))[0];
        x = d.Node("Relu", [d.Conv(x, "classifier.1", 10, 24, 1, bias: true)]);
        return d.Bytes(d.Node("Flatten", [d.Node("GlobalAveragePool", [x])], ("axis", 1L)), batch: batch);

        string Fire(string input, string name, int from, int squeeze, int expand)
        {
            var s = d.Node("Relu", [d.Conv(input, $"{name}.squeeze", squeeze, from, 1, bias: true)]);
            var one = d.Node("Relu", [d.Conv(s, $"{name}.expand1x1", expand, squeeze, 1, bias: true)]);
            var three = d.Node("Relu", [d.Conv(s, $"{name}.expand3x3", expand, squeeze, 3, padding: 1, bias: true)]);
            return d.Node("Concat", [one, three], ("axis", 1L));
        }
    }

    /// <summary>As ShuffleNetV2: a split, two branches, a shuffle by reshape and transpose.</summary>
    public static byte[] ChannelShuffle(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Node("Relu", [d.BatchNorm(d.Conv("images", "conv1.0", 16, 3, 3, stride: 2, padding: 1), "conv1.1", 16)]);
        var halves = d.Nodes("Split", [x, d.Wholes(8, 8)], 2, ("axis", 1L));
        var y = d.Node("Relu", [d.BatchNorm(d.Conv(halves[1], "branch2.0", 8, 8, 1), "branch2.1", 8)]);
        y = d.BatchNorm(d.Conv(y, "branch2.3", 8, 8, 3, padding: 1, groups: 8), "branch2.4", 8);
        y = d.Node("Relu", [d.BatchNorm(d.Conv(y, "branch2.5", 8, 8, 1), "branch2.6", 8)]);
        x = d.Node("Concat", [halves[0], y], ("axis", 1L));
        x = d.Node("Reshape", [x, d.Wholes(batch > 0 ? batch : -1, 2, 8, 8, 8)]);
        x = d.Node("Reshape", [d.Node("Transpose", [x], ("perm", new long[] { 0, 2, 1, 3, 4 })), d.Wholes(batch > 0 ? batch : -1, 16, 8, 8)]);
        x = d.Node("Relu", [d.BatchNorm(d.Conv(x, "conv5.0", 20, 16, 1), "conv5.1", 20)]);
        return d.Bytes(d.Gemm(d.Node("ReduceMean", [x], ("axes", new long[] { 2, 3 }), ("keepdims", 0L)), "fc", 10, 20), batch: batch);
    }

    /// <summary>Hard swish, SiLU, Mish and GELU in all their nodes; ReLU6 by inputs; PReLU, ELU and leaky ReLU.</summary>
    public static byte[] SpelledFunctions(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Conv("images", "a", 12, 3, 3, padding: 1, bias: true);
        x = d.Node("Div", [d.Node("Mul", [x, d.Node("Clip", [d.Node("Add", [x, d.Number(3)]), d.Number(0), d.Number(6)])]), d.Number(6)]);
        x = d.Conv(x, "b", 12, 12, 1, bias: true);
        x = d.Node("Mul", [x, d.Node("Sigmoid", [x])]);
        x = d.Conv(x, "c", 12, 12, 1, bias: true);
        x = d.Node("Mul", [x, d.Node("Tanh", [d.Node("Softplus", [x])])]);
        x = d.Conv(x, "d", 12, 12, 1, bias: true);
        x = d.Node("Mul", [d.Node("Mul", [d.Number(0.5f), x]), d.Node("Add", [d.Number(1), d.Node("Erf", [d.Node("Mul", [x, d.Number(0.70710677f)])])])]);
        x = d.Conv(x, "e", 12, 12, 1, bias: true);
        var cube = d.Node("Pow", [x, d.Number(3)]);
        var inner = d.Node("Mul", [d.Node("Add", [x, d.Node("Mul", [cube, d.Number(0.044715f)])]), d.Number(0.7978846f)]);
        x = d.Node("Mul", [d.Node("Mul", [x, d.Node("Add", [d.Node("Tanh", [inner]), d.Number(1)])]), d.Number(0.5f)]);
        x = d.Node("Clip", [d.Conv(x, "f", 12, 12, 1, bias: true), d.Number(0), d.Number(6)]);
        x = d.Node("PRelu", [d.Conv(x, "g", 12, 12, 1, bias: true), d.Scales("act.weight", 12, 1, 1)]);
        x = d.Node("Elu", [d.Conv(x, "h", 12, 12, 1, bias: true)], ("alpha", 1f));
        x = d.Node("LeakyRelu", [d.Conv(x, "i", 12, 12, 1, bias: true)], ("alpha", 0.2f));
        return d.Bytes(d.Gemm(d.Node("Flatten", [d.Node("GlobalAveragePool", [x])]), "fc", 10, 12), batch: batch);
    }

    /// <summary>Depthwise 7×7, channels last, layer norm, two linear layers, a scale of the layer, channels first again.</summary>
    public static byte[] ConvNextBlock(long batch)
    {
        var d = new DrawnFile(17, batch: batch);
        var x = d.Conv("images", "stem", 12, 3, 2, stride: 2, bias: true);
        var y = d.Node("Transpose", [d.Conv(x, "block.0", 12, 12, 7, padding: 3, groups: 12, bias: true)], ("perm", new long[] { 0, 2, 3, 1 }));
        y = d.Node("LayerNormalization", [y, d.Scales("block.2.weight", 12), d.Weights("block.2.bias", 12)], ("axis", -1L), ("epsilon", 1e-6f));
        y = d.Node("Add", [d.Node("MatMul", [y, d.Weights("onnx::MatMul_1", 12, 48)]), d.Weights("block.3.bias", 48)]);
        y = d.Node("Mul", [d.Node("Mul", [y, d.Node("Add", [d.Node("Erf", [d.Node("Div", [y, d.Number(1.4142135f)])]), d.Number(1)])]), d.Number(0.5f)]);
        y = d.Node("Add", [d.Node("MatMul", [y, d.Weights("onnx::MatMul_2", 48, 12)]), d.Weights("block.5.bias", 12)]);
        y = d.Node("Mul", [d.Scales("block.layer_scale", 12, 1, 1), d.Node("Transpose", [y], ("perm", new long[] { 0, 3, 1, 2 }))]);
        x = d.Node("Add", [y, x]);
        return d.Bytes(d.Gemm(d.Node("Flatten", [d.Node("GlobalAveragePool", [x])]), "head", 10, 12), batch: batch);
    }

    /// <summary>Queries, keys and values in one linear layer, taken apart as (3, batch, heads, tokens, size); a class token; the mean of all tokens at the end.</summary>
    public static byte[] Transformer(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var n = batch > 0 ? batch : -1;
        var x = d.Node("Reshape", [d.Conv("images", "patch.proj", 24, 3, 4, stride: 4, bias: true), d.Wholes(n, 24, 16)]);
        x = d.Node("Transpose", [x], ("perm", new long[] { 0, 2, 1 }));
        var samples = batch > 0 ? d.Wholes(batch) : d.Node("Unsqueeze", [d.Node("Gather", [d.Node("Shape", ["images"]), d.Node("Constant", [], ("value_int", 0L))]), d.Wholes(0)]);
        var token = d.Node("Expand", [d.Weights("cls_token", 1, 1, 24), d.Node("Concat", [samples, d.Wholes(1, 24)], ("axis", 0L))]);
        x = d.Node("Add", [d.Node("Concat", [token, x], ("axis", 1L)), d.Weights("pos_embed", 1, 17, 24)]);
        var y = d.Node("LayerNormalization", [x, d.Scales("norm1.weight", 24), d.Weights("norm1.bias", 24)], ("axis", -1L), ("epsilon", 1e-6f));
        y = d.Node("Add", [d.Weights("attn.qkv.bias", 72), d.Node("MatMul", [y, d.Weights("onnx::MatMul_3", 24, 72)])]);
        y = d.Node("Transpose", [d.Node("Reshape", [y, d.Wholes(n, 17, 3, 2, 12)])], ("perm", new long[] { 2, 0, 3, 1, 4 }));
        string[] qkv = [.. Enumerable.Range(0, 3).Select(i => d.Node("Gather", [y, d.Node("Constant", [], ("value_int", (long)i))], ("axis", 0L)))];
        var scores = d.Node("MatMul", [d.Node("Mul", [qkv[0], d.Number(1 / MathF.Sqrt(12))]), d.Node("Transpose", [qkv[1]], ("perm", new long[] { 0, 1, 3, 2 }))]);
        y = d.Node("MatMul", [d.Node("Softmax", [scores], ("axis", -1L)), qkv[2]]);
        y = d.Node("Reshape", [d.Node("Transpose", [y], ("perm", new long[] { 0, 2, 1, 3 })), d.Wholes(n, 17, 24)]);
        x = d.Node("Add", [x, d.Node("Add", [d.Weights("attn.proj.bias", 24), d.Node("MatMul", [y, d.Weights("onnx::MatMul_4", 24, 24)])])]);
        return d.Bytes(d.Gemm(d.Node("ReduceMean", [x], ("axes", new long[] { 1 }), ("keepdims", 0L)), "head", 10, 24), batch: batch);
    }

    public static byte[] Pools(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Node("Relu", [d.Conv("images", "a", 8, 3, 3, padding: 2, bias: true)]); // 18×18
        x = d.Node("MaxPool", [x], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("ceil_mode", 1L));
        x = d.Node("MaxPool", [x], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 1, 1 }), ("pads", new long[] { 1, 0, 1, 1 }));
        x = d.Node("MaxPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 1, 1 }), ("dilations", new long[] { 2, 2 }));
        x = d.Node("AveragePool", [x], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 1 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1L));
        x = d.Node("AveragePool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 1, 1 }), ("pads", new long[] { 1, 1, 1, 1 }));
        x = d.Node("Pad", [x, d.Wholes(0, 1, 0, 1, 0, 1, 2, 0), d.Number(0)], ("mode", "constant"));
        x = d.Conv(x, "b", 12, 10, 3, stride: 2, padding: 1, bias: true);
        x = d.Node("Slice", [x, d.Wholes(0, 2), d.Wholes(long.MaxValue, 12), d.Wholes(3, 1), d.Wholes(2, 1)]);
        return d.Bytes(d.Gemm(d.Node("Flatten", [d.Node("GlobalMaxPool", [x])]), "fc", 10, 10), batch: batch);
    }

    /// <summary>A group norm as it is exported, by an instance norm of ones and zeros; an instance norm.</summary>
    public static byte[] GroupNorms(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Conv("images", "a", 8, 3, 3, padding: 1, bias: true);
        var y = d.Node("Reshape", [x, d.Wholes(0, 4, -1)]);
        y = d.Node("InstanceNormalization", [y, d.Store("ones", [4], [1, 1, 1, 1]), d.Store("zeros", [4], [0, 0, 0, 0])], ("epsilon", 1e-5f));
        y = d.Node("Reshape", [y, d.Node("Shape", [x])]);
        y = d.Node("Relu", [d.Node("Add", [d.Node("Mul", [y, d.Scales("gn.weight", 8, 1, 1)]), d.Weights("gn.bias", 8, 1, 1)])]);
        y = d.Conv(y, "b", 6, 8, 3, padding: 1, bias: true);
        y = d.Node("Relu", [d.Node("InstanceNormalization", [y, d.Scales("norm.weight", 6), d.Weights("norm.bias", 6)], ("epsilon", 1e-5f))]);
        return d.Bytes(d.Gemm(d.Node("Flatten", [d.Node("GlobalAveragePool", [y])]), "fc", 10, 6), batch: batch);
    }

    /// <summary>Linear layers along tokens and along features, layer norms in all their nodes.</summary>
    public static byte[] Mixer(long batch)
    {
        var d = new DrawnFile(batch: batch);
        var x = d.Node("Flatten", [d.Conv("images", "stem", 20, 3, 4, stride: 4, bias: true)], ("axis", 2L));
        x = d.Node("Reshape", [x, d.Wholes(batch > 0 ? batch : -1, 20, 16)]);
        x = d.Node("Transpose", [x], ("perm", new long[] { 0, 2, 1 }));
        var y = d.Node("Transpose", [Norm(x, "norm1")], ("perm", new long[] { 0, 2, 1 }));
        y = d.Node("Relu", [d.Node("Add", [d.Node("MatMul", [y, d.Weights("onnx::MatMul_5", 16, 32)]), d.Weights("mlp_tokens.fc1.bias", 32)])]);
        y = d.Node("Add", [d.Node("MatMul", [y, d.Weights("onnx::MatMul_6", 32, 16)]), d.Weights("mlp_tokens.fc2.bias", 16)]);
        x = d.Node("Add", [x, d.Node("Transpose", [y], ("perm", new long[] { 0, 2, 1 }))]);
        y = d.Node("Relu", [d.Node("Add", [d.Node("MatMul", [Norm(x, "norm2"), d.Weights("onnx::MatMul_7", 20, 40)]), d.Weights("mlp_channels.fc1.bias", 40)])]);
        x = d.Node("Add", [x, d.Node("Add", [d.Node("MatMul", [y, d.Weights("onnx::MatMul_8", 40, 20)]), d.Weights("mlp_channels.fc2.bias", 20)])]);
        return d.Bytes(d.Gemm(d.Node("ReduceMean", [x], ("axes", new long[] { 1 }), ("keepdims", 0L)), "head", 10, 20), batch: batch);

        string Norm(string input, string name)
        {
            var centred = d.Node("Sub", [input, d.Node("ReduceMean", [input], ("axes", new long[] { -1 }))]);
            var variance = d.Node("ReduceMean", [d.Node("Pow", [centred, d.Number(2)])], ("axes", new long[] { -1 }));
            var normal = d.Node("Div", [centred, d.Node("Sqrt", [d.Node("Add", [variance, d.Number(1e-6f)])])]);
            return d.Node("Add", [d.Node("Mul", [normal, d.Scales($"{name}.weight", 20)]), d.Weights($"{name}.bias", 20)]);
        }
    }
}
