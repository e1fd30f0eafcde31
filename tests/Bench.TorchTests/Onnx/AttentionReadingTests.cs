using Bench.Models;
using Bench.Onnx;

namespace Bench.TorchTests.Onnx;

/// <summary>Attention as exporters spell it, where the batch lies along other axes than the first, against ONNX Runtime.</summary>
public sealed class AttentionReadingTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(8)]
    public void Attention_whose_tokens_come_before_the_batch_is_read_of_any_batch(int batch)
    {
        var d = new DrawnFile(batch: batch);
        var n = batch > 0 ? batch : -1;
        var x = d.Node("Reshape", [d.Conv("images", "stem", 16, 3, 4, stride: 4), d.Wholes(batch > 0 ? batch : 0, 16, 16)]);
        x = d.Node("Transpose", [x], ("perm", new long[] { 2, 0, 1 }));
        var (query, key, value) = (Heads("q", 1, 0, 2), Heads("k", 1, 2, 0), Heads("v", 1, 0, 2));
        var mixed = d.Node("MatMul", [d.Node("Softmax", [d.Node("MatMul", [query, key])], ("axis", -1L)), value]);
        mixed = d.Node("Reshape", [d.Node("Transpose", [mixed], ("perm", new long[] { 1, 0, 2 })), d.Wholes(16, n, 16)]);
        var mean = d.Node("ReduceMean", [mixed], ("axes", new long[] { 0 }), ("keepdims", 0L));
        Exported.IsReadAs(d.Bytes(d.Gemm(mean, "fc", 10, 16), batch: batch), images: 1, batch: batch > 0 ? batch : 8);

        string Heads(string name, params long[] order) =>
            d.Node("Transpose", [d.Node("Reshape", [d.Node("MatMul", [x, d.Weights(name, 16, 16)]), d.Wholes(16, batch > 0 ? 4L * batch : -1, 4)])], ("perm", order));
    }

    /// <summary>That of PyTorch's own module: queries, keys and values are selected along a first axis that several reshapes make.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Attention_of_one_projection_is_read_of_any_batch(int batch)
    {
        var d = new DrawnFile(batch: batch);
        var n = batch > 0 ? batch : -1;
        var x = d.Node("Reshape", [d.Conv("images", "stem", 24, 3, 4, stride: 4), d.Wholes(n, 24, 16)]);
        x = d.Node("MatMul", [Ordered(x, 2, 0, 1), d.Weights("onnx::MatMul_9", 24, 72)]);
        x = d.Node("Unsqueeze", [d.Node("Reshape", [x, d.Wholes(16, n, 3, 24)]), d.Wholes(0)]);
        x = d.Node("Squeeze", [Ordered(x, 3, 1, 2, 0, 4), d.Wholes(-2)]); // (3, tokens, batch, features)
        var (query, key, value) = (Heads(0), Heads(1), Heads(2));
        var mixed = d.Node("MatMul", [d.Node("Softmax", [d.Node("MatMul", [query, Ordered(key, 0, 1, 3, 2)])], ("axis", -1L)), value]);
        mixed = d.Node("Reshape", [Ordered(mixed, 2, 0, 1, 3), d.Wholes(batch > 0 ? 16L * batch : -1, 24)]);
        mixed = Ordered(d.Node("Reshape", [d.Gemm(mixed, "proj", 24, 24), d.Wholes(16, n, 24)]), 1, 0, 2);
        var mean = d.Node("ReduceMean", [mixed], ("axes", new long[] { 1 }), ("keepdims", 0L));
        Exported.IsReadAs(d.Bytes(d.Gemm(mean, "fc", 10, 24), batch: batch), images: 1, batch: batch > 0 ? batch : 4);

        string Ordered(string of, params long[] order) => d.Node("Transpose", [of], ("perm", order));

        string Heads(long index)
        {
            var part = d.Node("Gather", [x, d.Node("Constant", [], ("value_int", index))], ("axis", 0L));
            part = d.Node("Reshape", [part, d.Wholes(16, batch > 0 ? 4L * batch : -1, 6)]);
            return d.Node("Reshape", [Ordered(part, 1, 0, 2), d.Wholes(n, 4, 16, 6)]);
        }
    }

    /// <summary>As in Swin: (1, heads, tokens, tokens) meets (batch · windows, heads, tokens, tokens).</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void A_bias_of_positions_is_one_for_all_windows(int batch)
    {
        var d = new DrawnFile(batch: batch);
        var n = batch > 0 ? batch : -1;
        var x = d.Node("Reshape", [Ordered(d.Conv("images", "stem", 8, 3, 1), 0, 2, 3, 1), d.Wholes(n, 4, 4, 4, 4, 8)]);
        x = d.Node("Reshape", [Ordered(x, 0, 1, 3, 2, 4, 5), d.Wholes(batch > 0 ? 16L * batch : -1, 16, 8)]);
        var (query, key, value) = (Heads("q"), Heads("k"), Heads("v"));
        var scores = d.Node("Add", [d.Node("MatMul", [query, Ordered(key, 0, 1, 3, 2)]), d.Scales("attn.positions", 1, 2, 16, 16)]);
        var mixed = Ordered(d.Node("MatMul", [d.Node("Softmax", [scores], ("axis", -1L)), value]), 0, 2, 1, 3);
        x = d.Node("Reshape", [d.Node("Reshape", [mixed, d.Wholes(0, 16, 8)]), d.Wholes(n, 4, 4, 4, 4, 8)]);
        x = Ordered(d.Node("Reshape", [Ordered(x, 0, 1, 3, 2, 4, 5), d.Wholes(n, 16, 16, 8)]), 0, 3, 1, 2);
        var output = d.Gemm(d.Node("Flatten", [d.Node("GlobalMaxPool", [x])]), "fc", 10, 8);
        var graph = NetworkGraph.Of(OnnxModel.Of("mine", d.File(output)), DrawnNetworks.Images, 10);
        Assert.Contains("attn.positions (1,2,16,16)", graph.Parameters.Select(p => $"{p.Name} ({string.Join(',', p.Shape)})"));
        Exported.IsReadAs(d.Bytes(output, batch: batch), images: 1, batch: batch > 0 ? batch : 4);

        string Ordered(string of, params long[] order) => d.Node("Transpose", [of], ("perm", order));

        string Heads(string name) => Ordered(d.Node("Reshape", [d.Node("MatMul", [x, d.Weights(name, 8, 8)]), d.Wholes(0, 16, 2, 4)]), 0, 2, 1, 3);
    }
}
