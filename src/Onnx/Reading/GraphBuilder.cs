using Bench.Core;
using Bench.Models;

namespace Bench.Onnx;

/// <summary>Makes operations of the graph of terms: of those alone that the class scores need, in the order in which they are needed.</summary>
internal sealed class GraphBuilder
{
    private const int MostInSample = 1 << 26; // numbers of one value
    private const long MostChannels = 1 << 22; // of all values: what goes together is kept for each

    private static readonly Dictionary<string, Func<GraphBuilder, Term, Live>> Makers = new(StringComparer.Ordinal)
    {
        ["Conv"] = LayerMakers.Convolution, ["Linear"] = LayerMakers.Linear, ["MatMul"] = LayerMakers.Product, ["BatchNorm"] = LayerMakers.BatchNorm,
        ["LayerNorm"] = LayerMakers.LayerNorm, ["InstanceNorm"] = LayerMakers.InstanceNorm, ["GroupNorm"] = LayerMakers.GroupNorm, ["PRelu"] = LayerMakers.PRelu,
        ["Embed"] = LayerMakers.Numbers, ["Scale"] = LayerMakers.Numbers,
        ["MaxPool"] = ShapeMakers.MaxPool, ["AveragePool"] = ShapeMakers.AveragePool, ["Mean"] = ShapeMakers.Mean, ["MeansTo"] = (b, t) => Live.Plain(b.Of(t.Inputs[0]).Samples().Then(new AveragePoolTo((int)t.Detail!))), ["Maxima"] = ShapeMakers.Maxima, ["Reshape"] = ShapeMakers.Reshape,
        ["Transpose"] = ShapeMakers.Transpose, ["Concat"] = ShapeMakers.Concat, ["Part"] = ShapeMakers.Part, ["Select"] = ShapeMakers.Select, ["Pad"] = ShapeMakers.Pad,
        ["Add"] = ShapeMakers.Pair, ["Sub"] = ShapeMakers.Pair, ["Multiply"] = ShapeMakers.Pair, ["Softmax"] = ShapeMakers.Softmax, ["LogSoftmax"] = ShapeMakers.Softmax,
        ["Dropout"] = (b, t) => Each(b, t, new Dropout((double)t.Detail!)),
        ["Relu"] = (b, t) => Each(b, t, new Rectify()), ["Relu6"] = (b, t) => Each(b, t, new Rectify { Most = 6 }),
        ["Sigmoid"] = (b, t) => Each(b, t, new Sigmoid()), ["Tanh"] = (b, t) => Each(b, t, new Tanh()), ["Silu"] = (b, t) => Each(b, t, new Silu()),
        ["HardSwish"] = (b, t) => Each(b, t, new HardSwish()), ["Mish"] = (b, t) => Each(b, t, new Mish()), ["Softplus"] = (b, t) => Each(b, t, new Softplus()),
        ["Gelu"] = (b, t) => Each(b, t, new Gelu()), ["TanhGelu"] = (b, t) => Each(b, t, new Gelu { IsApproximate = true }),
        ["HardSigmoid"] = (b, t) => Each(b, t, t.Detail is (double alpha, double beta) ? new HardSigmoid(alpha, beta) : new HardSigmoid(1.0 / 6, 0.5)),
        ["LeakyRelu"] = (b, t) => Each(b, t, new LeakyRectify(LayerOperators.Tidy(t.Node!.Real("alpha", 0.01)))),
        ["Elu"] = (b, t) => Each(b, t, new Elu(LayerOperators.Tidy(t.Node!.Real("alpha", 1)))),
        ["Clip"] = (b, t) => Each(b, t, t.Detail is (double least, double most) ? new Clip(double.IsInfinity(least) ? null : least, double.IsInfinity(most) ? null : most) : throw new ArgumentException("it has no bounds")),
        ["Times"] = (b, t) => Each(b, t, new Affine((double)t.Detail!, 0)), ["Neg"] = (b, t) => Each(b, t, new Affine(-1, 0)), ["Shift"] = (b, t) => Each(b, t, new Affine(1, (double)t.Detail!)),
    };

    private readonly OnnxFile file;
    private readonly Dictionary<Term, Live> lives = new(ReferenceEqualityComparer.Instance);
    private long channels;

    private GraphBuilder(OnnxFile file, long batch) => (this.file, Batch, Parameters) = (file, batch, new Parameters(file));

    /// <summary>How many samples a batch has in shapes of the file.</summary>
    public long Batch { get; }

    /// <summary>What the operations with weights are called, and where those come from.</summary>
    public Parameters Parameters { get; }

    /// <summary>Adds the operations that a file's network is to a graph whose input is there.</summary>
    /// <exception cref="UserError">It is none of such inputs and classes that can be read; the line names the node.</exception>
    public static (Value Scores, IReadOnlyDictionary<string, ParameterSource> Sources) Build(OnnxFile file, Value images, int? classes)
    {
        var (output, batch) = TermReader.Read(file, images.Shape, classes);
        if (output is { Kind: "Softmax", Detail: 1 }) output = output.Inputs[0]; // files for deployment end so, where losses and criteria take the scores before it
        var builder = new GraphBuilder(file, batch);
        foreach (var term in InOrder(output))
            builder.lives[term] = term.Kind == "Input" ? Live.Plain(images) : builder.Make(term);
        return (builder.lives[output].Samples(), builder.Parameters.Sources);
    }

    /// <summary>The value that a term has become.</summary>
    /// <exception cref="ArgumentException">It is the same for all images.</exception>
    public Live Of(Term term) => lives.TryGetValue(term, out var live) ? live : throw new ArgumentException($"it takes numbers of ({Shapes.Text(term.Shape)}) that are the same for all images");

    private Live Make(Term term)
    {
        try
        {
            if (!Makers.TryGetValue(term.Kind, out var maker))
                throw new ArgumentException($"it is read only as a part of a function or norm that is known, such as GELU, and what is around it ({term.Kind}) is none");
            var live = maker(this, term);
            var shape = live.Value.Shape;
            if (shape.Size > MostInSample) throw new ArgumentException($"a value of {shape} has more than {MostInSample:N0} numbers");
            if ((channels += shape.Rank == 1 ? shape.Size : shape.Channels) > MostChannels) throw new ArgumentException($"up to here there are more than {MostChannels:N0} channels");
            return live;
        }
        catch (Exception mistake) when (mistake is ArgumentException or OverflowException)
        {
            throw term.Node is null ? file.Refuse(mistake.Message) : term.Refuse(mistake.Message.Split(" (Parameter '")[0].ReplaceLineEndings(" "));
        }
    }

    private static Live Each(GraphBuilder builder, Term term, Operation operation)
    {
        var x = builder.Of(term.Inputs[0]);
        return x.With(x.Value.Then(operation));
    }

    // Every term behind those that it takes, each once; without recursion, which a long network would exhaust.
    private static List<Term> InOrder(Term output)
    {
        var (order, seen, open) = (new List<Term>(), new HashSet<Term>(ReferenceEqualityComparer.Instance), new Stack<(Term Term, bool IsReady)>());
        open.Push((output, false));
        while (open.TryPop(out var next))
        {
            if (next.IsReady) order.Add(next.Term);
            else if (!next.Term.IsKnown && seen.Add(next.Term))
            {
                open.Push((next.Term, true));
                foreach (var input in next.Term.Inputs.Reverse()) open.Push((input, false));
            }
        }
        return order;
    }
}
