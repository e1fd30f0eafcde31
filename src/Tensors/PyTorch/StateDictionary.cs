namespace Bench.Tensors;

/// <summary>
/// The weights in what <c>torch.save</c> saved: the dictionary of tensors that a network's <c>state_dict()</c> gives, alone or in a
/// dictionary with the state of a training, of which the rest is passed over whatever it is.
/// </summary>
/// <param name="Where">Its keys from the outside in, <c>state_dict</c> say; empty: it was saved alone.</param>
/// <param name="Values">Its values by name: tensors and arrays, and others that a network has no use for.</param>
/// <param name="PassedOver">The other keys of the dictionaries that it lies in.</param>
internal sealed record StateDictionary(string Where, IReadOnlyDictionary<string, object?> Values, IReadOnlyList<string> PassedOver)
{
    private const int Deepest = 4, MostNamed = 6, MostSeen = 1_000, LongestSeen = 200;

    /// <summary>Of the keys passed over one that holds masks; null: there is none.</summary>
    public string? Masks { get; private init; }

    /// <summary>Of the keys passed over those of dictionaries with tensors in the same shapes, such as averages of the weights: they would fit as well.</summary>
    public IReadOnlyList<string> Twins { get; private init; } = [];

    // What people call it, the likeliest first.
    private static readonly string[] Known =
        ["state_dict", "model_state_dict", "model_state", "model_dict", "model", "net", "network", "weights", "params", "parameters", "module", "model_weights", "net_state_dict", "network_state_dict"];

    // Tensors in these are of the training.
    private static readonly string[] OfTraining = ["optim", "sched", "scaler", "amp", "rng"];

    /// <summary>Finds it.</summary>
    /// <exception cref="InvalidDataException">There is none, or more than one; the message follows the name of the file.</exception>
    public static StateDictionary In(object? root)
    {
        var search = new Search();
        var found = search.Of(root, "", 0);
        if (found is null && search.Modules.Count > 0)
            throw new InvalidDataException($"it holds a whole network as an object ({search.Modules[0]}), which only its own code could read: save its state dictionary in PyTorch, torch.save(model.state_dict(), FILE)");
        if (found is null) throw new InvalidDataException($"it holds no dictionary of tensors by name, but {Kind(root)}: save torch.save(model.state_dict(), FILE)");
        bool IsBeside(string path) => path != found.Where && !found.Where.StartsWith($"{path}.", StringComparison.Ordinal);
        return found.Where.Length == 0 ? found with { PassedOver = [.. search.Seen.Where(IsBeside)] }
            : found with { PassedOver = [.. search.Seen.Where(IsBeside)], Masks = new MaskSearch(found).In(root, "", false, 0), Twins = [.. new TwinSearch(found).In(root, "", 0).Take(MostNamed)] };
    }

    /// <summary>Whether a value is a tensor or an array of numbers.</summary>
    public static bool IsTensor(object? value) => value is PickleCall && (TorchTensor.Of(value) is not null || PickledArrays.Is(value));

    private static string Kind(object? value) => value switch
    {
        null => "None",
        PickleDictionary { Items.Count: 0 } => "an empty dictionary",
        PickleDictionary dictionary => $"a dictionary of {Listed([.. dictionary.Items.Select(i => PickleText.NameOf(i.Key) ?? "other keys").Distinct()])}",
        PickleSequence => "a list",
        PickleCall { Name: { } name } => $"what {name} would make",
        string or byte[] => "a text",
        _ => "a number",
    };

    private static bool IsOfTraining(string key) => Array.Exists(OfTraining, t => key.Contains(t, StringComparison.OrdinalIgnoreCase));

    private static string Listed(List<string> names) => (string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")).ReplaceLineEndings(" ");

    private sealed class Search
    {
        private readonly HashSet<object> visited = new(ReferenceEqualityComparer.Instance);

        /// <summary>Classes of the networks that were saved as objects.</summary>
        public List<string> Modules { get; } = [];

        /// <summary>Where something lies beside what is looked for; of very much the first, and the beginnings of long names: it is told to people.</summary>
        public List<string> Seen { get; } = [];

        public StateDictionary? Of(object? value, string path, int depth)
        {
            if (depth > Deepest || value is not (PickleDictionary or PickleSequence or PickleCall) || !visited.Add(value)) return null;
            if (value is PickleCall { State: PickleDictionary state } call && visited.Add(state) && (state["_modules"] is not null || state["_parameters"] is not null))
                Modules.Add(ClassOf(call));
            // A dictionary of a class of its own is one all the same.
            if (value is PickleCall { Items.Count: > 0 } dressed && !IsTensor(dressed) && dressed.Items.Exists(item => item.Key is not null))
            {
                var bare = new PickleDictionary();
                bare.Items.AddRange(dressed.Items);
                value = bare;
            }
            if (value is PickleSequence sequence)
            {
                var numbered = new PickleDictionary();
                if (sequence.Items.Count <= 16) numbered.Items.AddRange(sequence.Items.Select((item, i) => new KeyValuePair<object?, object?>($"[{i}]", item is PickleDictionary or PickleCall { State: not null } ? item : null)));
                value = numbered;
            }
            if (value is not PickleDictionary dictionary) return null;
            var items = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, item) in dictionary.Named) items[key] = item;
            string At(string key) => path.Length == 0 ? key : $"{path}.{key}";
            foreach (var (key, item) in items)
                if (Seen.Count < MostSeen && !IsTensor(item)) Seen.Add(At(key) is { Length: > LongestSeen } far ? far[..LongestSeen] : At(key));
            foreach (var key in Known.Where(items.ContainsKey))
                if (Of(items[key], At(key), depth + 1) is { } named) return named;
            List<StateDictionary>? found = null;
            List<StateDictionary> Inside() => found ??= [.. items.Where(i => !IsOfTraining(i.Key)).Select(i => Of(i.Value, At(i.Key), depth + 1)).OfType<StateDictionary>()];
            // Vectors beside a dictionary of more, such as losses, are of the training too.
            var weights = items.Where(i => IsWeight(i.Value) && !IsOfTraining(i.Key)).ToList();
            if (weights.Count > 0 && (weights.Exists(i => i.Key.Contains('.', StringComparison.Ordinal) || ShapeOf(i.Value)!.Length > 1)
                || Inside() is not [{ } other] || other.Values.Values.Count(IsWeight) <= weights.Count || !other.Values.Values.Any(v => ShapeOf(v)?.Length > 1)))
                return new(path, items, []);
            var inside = Inside();
            if (inside.Count > 1) throw new InvalidDataException($"it has {inside.Count} dictionaries of tensors ({Listed([.. inside.Select(f => f.Where)])}): save the one of the network alone");
            return inside.Count == 1 ? inside[0] : items.Any(i => IsTensor(i.Value)) ? new(path, items, []) : null;
        }

        // Protocols before 2 call a function with the class, and PyTorch's old form refers to it with its code.
        private static string ClassOf(PickleCall call) => call switch
        {
            { Name: "copyreg._reconstructor" or "copy_reg._reconstructor", Arguments: [PickleName of, ..] } => of.ToString(),
            { Callee: PickleReference { Id: PickleSequence { Items: [_, PickleName of, ..] } } } => of.ToString(),
            _ => call.Name ?? "of a class without a name",
        };

        // A single number, such as the best accuracy, is no sign of a network's weights.
        private static bool IsWeight(object? value) => ShapeOf(value)?.Length > 0;
    }

    private static long[]? ShapeOf(object? value) => value is not PickleCall ? null
        : TorchTensor.Of(value) is { } tensor ? tensor.Shape : PickledArrays.ShapeOf(value);

    // Tensors under a key with "mask" in it, however deep, in the shapes of weights, or as long as all of them together.
    private sealed class MaskSearch(StateDictionary found)
    {
        private readonly HashSet<object> visited = new(ReferenceEqualityComparer.Instance);
        private readonly HashSet<string> shapes = [.. found.Values.Values.Select(ShapeOf).Where(s => s?.Length > 1).Select(s => string.Join(',', s!))];
        private readonly long elements = found.Values.Values.Select(ShapeOf).OfType<long[]>().Sum(s => s.Aggregate(1L, (product, n) => product * n));

        public string? In(object? value, string path, bool isUnder, int depth)
        {
            if (IsTensor(value))
                return isUnder && ShapeOf(value) is { } shape && (shapes.Contains(string.Join(',', shape)) || shape.Length == 1 && shape[0] == elements) ? path : null;
            if (depth > Deepest + 2 || value is not (PickleDictionary or PickleSequence or PickleCall) || path == found.Where && path.Length > 0 || !visited.Add(value)) return null;
            return Within(value).Select(i => In(i.Value, path.Length == 0 ? i.Key : $"{path}.{i.Key}", isUnder || i.Key.Contains("mask", StringComparison.OrdinalIgnoreCase), depth + 1)).FirstOrDefault(p => p is not null);
        }
    }

    private sealed class TwinSearch(StateDictionary found)
    {
        private readonly HashSet<object> visited = new(ReferenceEqualityComparer.Instance);
        private readonly string shapes = ShapesOf(found.Values.Values);

        public IEnumerable<string> In(object? value, string path, int depth)
        {
            if (depth > Deepest || value is not (PickleDictionary or PickleSequence or PickleCall) || IsTensor(value) || !visited.Add(value) || path == found.Where) return [];
            var inside = Within(value).ToList();
            return value is not PickleSequence && ShapesOf(inside.Select(i => i.Value)) == shapes ? [path.Length > LongestSeen ? path[..LongestSeen] : path] : inside.Where(i => !IsOfTraining(i.Key)).SelectMany(i => In(i.Value, path.Length == 0 ? i.Key : $"{path}.{i.Key}", depth + 1));
        }

        private static string ShapesOf(IEnumerable<object?> values) => string.Join(';', values.Select(ShapeOf).Where(s => s?.Length > 0).Select(s => string.Join(',', s!)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, object?>> Within(object value) => value switch
    {
        PickleDictionary dictionary => dictionary.Named,
        PickleSequence sequence => sequence.Items.Select((item, i) => KeyValuePair.Create($"[{i}]", item)),
        PickleCall call => call.Items.Select((item, i) => KeyValuePair.Create(PickleText.NameOf(item.Key) ?? $"[{i}]", item.Value)),
        _ => [],
    };
}
