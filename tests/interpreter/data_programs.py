"""Programs that load, split, scale and encode data, each with the packages that it asks beside NumPy."""

from __future__ import annotations

_SPLIT = "from sklearn.model_selection import train_test_split\n"
_IRIS = "from sklearn.datasets import load_iris\niris = load_iris()\nX, y = iris.data, iris.target\n"

PROGRAMS: dict[str, str] = {
    "iris": f"{_IRIS}n = len(iris.feature_names)\nc = iris.target_names.shape\nz = iris['data'].mean()",
    "pairs": "from sklearn.datasets import load_wine, load_breast_cancer, load_digits, load_diabetes\n"
    "a, b = load_wine(return_X_y=True)\nc, d = load_breast_cancer(return_X_y=True)\ne, f = load_digits(return_X_y=True)\n"
    "g, h = load_diabetes(return_X_y=True)\ni = load_digits().images",
    "split": f"{_IRIS}{_SPLIT}a, b, c, d = train_test_split(X, y, test_size=0.33, random_state=1)",
    "split by default": f"{_IRIS}{_SPLIT}a, b = train_test_split(X[:147])",
    "split by counts": f"{_IRIS}{_SPLIT}a, b = train_test_split(X, train_size=100)\nc, d = train_test_split(X, test_size=7)",
    "split by both": f"{_IRIS}{_SPLIT}a, b = train_test_split(X, train_size=0.5, test_size=0.2, stratify=y)",
    "split of unlike numbers": f"{_IRIS}{_SPLIT}a, b, c, d = train_test_split(X, y[:149])",
    "folds": f"{_IRIS}from sklearn.model_selection import KFold\n"
    "for train, test in KFold(n_splits=7).split(X):\n    a, b = X[train], y[test]",
    "shuffle": f"{_IRIS}from sklearn.utils import shuffle\na, b = shuffle(X, y, random_state=0)\nc = shuffle(X)",
    "clouds": "from sklearn.datasets import make_blobs, make_moons, make_circles\n"
    "a, b = make_blobs(n_samples=30, centers=4, n_features=3)\nc, d = make_moons(50)\ne, f = make_circles(n_samples=(5, 6))",
    "made up": "from sklearn.datasets import make_classification, make_regression\n"
    "a, b = make_classification(n_samples=60, n_features=8, n_classes=3, n_informative=4)\n"
    "c, d = make_regression(n_samples=20, n_features=5, n_targets=2)\ne, f = make_regression()",
    "scale": f"{_IRIS}from sklearn.preprocessing import MinMaxScaler, StandardScaler, scale\ns = StandardScaler()\n"
    "s.fit(X)\na = s.transform(X[:10])\nb = MinMaxScaler(feature_range=(0, 1)).fit_transform(X.astype('float32'))\n"
    "c = s.inverse_transform(a)\nd = StandardScaler().fit_transform(np.arange(6).reshape(-1, 1))\ne = scale(X)",
    "scale a column": f"{_IRIS}from sklearn.preprocessing import StandardScaler\na = StandardScaler().fit_transform(X[:, 0])",
    "scale images": "from sklearn.preprocessing import MinMaxScaler\na = MinMaxScaler().fit(np.zeros((5, 4, 3)))",
    "project": f"{_IRIS}from sklearn.decomposition import PCA\na = PCA(n_components=2).fit_transform(X)\n"
    "p = PCA(3).fit(X)\nb = p.transform(X[:5])\nc = PCA().fit_transform(X[:3])",
    "project too far": f"{_IRIS}from sklearn.decomposition import PCA\na = PCA(n_components=5).fit_transform(X)",
    "encode": f"{_IRIS}from sklearn.preprocessing import LabelBinarizer, LabelEncoder\ne = LabelEncoder()\n"
    "a = e.fit_transform(y)\nn = len(e.classes_)\nb = LabelBinarizer().fit_transform(y)\n"
    "c = LabelBinarizer().fit_transform([0, 1, 1, 0])\nl = LabelBinarizer().fit(y)\nd = l.transform(y[:7])",
    "one-hot": f"{_IRIS}from sklearn.preprocessing import OneHotEncoder\na = OneHotEncoder().fit_transform(y.reshape(-1, 1))\n"
    "b = a.toarray()\nc = OneHotEncoder(sparse_output=False).fit_transform(y[:, np.newaxis])\ns = a.shape",
    "one-hot of a row": f"{_IRIS}from sklearn.preprocessing import OneHotEncoder\na = OneHotEncoder().fit_transform(y)",
    "frame": "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3], 'b': [4, 5, 6], 'c': [1.0, 2.0, 3.0]})\n"
    "a = df.drop('a', axis=1).values\nb = df[['a', 'b']].to_numpy()\nc = df.iloc[:, :2].values\nd = df.shape\n"
    "e = df['a'].values\nf = df.loc[:, 'b'].values\ng = len(df)\nh = df.values\ni = df.iloc[:, -1].values\n"
    "j = df.drop(columns=['a', 'b']).values\nk = df.pop('c').values\nl = df.values\nm = df.b.values",
    "frame of a published table": "import pandas as pd\nfrom sklearn.datasets import load_wine, load_breast_cancer, load_diabetes\n"
    "wine = load_wine()\ndf = pd.DataFrame(wine.data, columns=wine.feature_names)\ndf['kind'] = wine.target\n"
    "a = df.drop(columns=['kind', 'proline']).values\nb = load_diabetes(as_frame=True).data[['bmi', 'bp']].values\n"
    "c = load_breast_cancer()\nd = pd.DataFrame(c.data, columns=c.feature_names)[['mean radius']].values",
    "labels in lists": "from sklearn.preprocessing import MultiLabelBinarizer\nm = MultiLabelBinarizer()\n"
    "a = m.fit_transform([['red', 'shirt'], ['blue'], ('red', 'dress')])\nn = len(m.classes_)\nb = m.transform([['red']])\n"
    "c = MultiLabelBinarizer(classes=[0, 1, 2, 3]).fit_transform([[1], [2, 3]])\n"
    "d = MultiLabelBinarizer().fit([[1, 2], []]).transform([[2]])",
    "classes in a column": f"{_IRIS}from sklearn.preprocessing import OneHotEncoder\n"
    "a = OneHotEncoder().fit_transform(y[:, np.newaxis]).toarray()\nb = OneHotEncoder().fit_transform(y[..., None]).toarray()",
    "frame of rows": "import pandas as pd\ndf = pd.DataFrame(np.zeros((5, 3)), columns=['x', 'y', 'z'])\na = df.values\n"
    "b = df[['x']].values\ndf['w'] = 1\nc = df.values\nd = df.head(2).values\ndel df['x']\ne = df.shape\n"
    "f = df.sample(frac=1).values\ng = df.iloc[1:3].values\ndf.drop('y', axis=1, inplace=True)\nh = df.values",
    "dummies": "import pandas as pd\na = pd.get_dummies(pd.Series([0, 1, 2, 1])).values\n"
    "b = pd.concat([pd.DataFrame(np.zeros((2, 3))), pd.DataFrame(np.zeros((4, 3)))]).shape[0]",
    "frame split": f"{_SPLIT}import pandas as pd\ndf = pd.DataFrame(np.zeros((20, 3)), columns=['x', 'y', 'z'])\n"
    "a, b, c, d = train_test_split(df[['x', 'y']], df['z'], test_size=0.25)\ne, f = a.values, c.values\ng = a.shape",
    "frame of columns split": f"{_SPLIT}import pandas as pd\ndf = pd.DataFrame({{'x': np.arange(20), 'y': np.ones(20)}})\n"
    "a, b = train_test_split(df, test_size=0.25)\nc, d = a['x'].values, b.y.values\ne = b[['x', 'y']].values",
}
"""By name; scikit-learn and pandas are asked for those that import them."""

KERAS_PROGRAMS: dict[str, str] = {
    "one-hot": "from keras.utils import to_categorical\na = to_categorical([0, 2, 1])\nb = to_categorical(np.arange(4), 6)\n"
    "c = to_categorical(np.array([[0], [1]]))\nd = to_categorical(np.arange(6).reshape(2, 3), num_classes=6)",
    "one-hot past the end": "from keras.utils import to_categorical\na = to_categorical(np.arange(4), 3)",
    "pad": "from keras.utils import pad_sequences\na = pad_sequences([[1, 2], [3]], maxlen=5)\n"
    "b = pad_sequences([[1, 2, 3], [3]])\nc = pad_sequences(np.ones((2, 3)), dtype='float32', value=1.0)",
    "normalize": "from keras.utils import normalize\na = normalize(np.ones((3, 4)), axis=1)",
    "images": "from keras.src.legacy.preprocessing.image import ImageDataGenerator\n"
    "g = ImageDataGenerator(rescale=1 / 255).flow(np.zeros((64, 8, 8, 3)), np.arange(64), batch_size=16)\nx, y = next(g)\n"
    "x, y = g[1]\nn = len(g)",
    "images of three axes": "from keras.src.legacy.preprocessing.image import ImageDataGenerator\n"
    "g = ImageDataGenerator().flow(np.zeros((64, 8, 8)))",
    "words": "from keras.src.legacy.preprocessing.text import Tokenizer\nt = Tokenizer(num_words=20)\n"
    "t.fit_on_texts(['a b c', 'b'])\na = t.texts_to_matrix(['a', 'b b', 'c'])\nn = len(t.texts_to_sequences(['a']))",
    "words that are counted": "from keras.src.legacy.preprocessing.text import Tokenizer\nt = Tokenizer()\n"
    "t.fit_on_texts(['a b c', 'b'])\na = t.texts_to_matrix(['a', 'b b', 'c'])",
}
"""By name; Keras is asked."""

TENSORFLOW_PROGRAMS: dict[str, str] = {
    "batches": "d = tf.data.Dataset.from_tensor_slices((np.zeros((50, 8)), np.arange(50))).shuffle(9).batch(25)\n"
    "x, y = next(iter(d))\nn = len(d)",
    "remainders": "d = tf.data.Dataset.from_tensor_slices(np.zeros((50, 8))).batch(16, drop_remainder=True)\n"
    "x = next(iter(d))\nn = len(d)\nm = len(tf.data.Dataset.range(10).batch(4))",
    "maps": "def change(x, y):\n    return tf.cast(x, tf.float32) / 255.0, tf.one_hot(y, 7)\n"
    "d = tf.data.Dataset.from_tensor_slices((np.zeros((50, 8), 'uint8'), np.zeros(50, 'int32'))).map(change).batch(10)\n"
    "x, y = next(iter(d.prefetch(1).repeat(2).cache()))",
    "zips": "a = tf.data.Dataset.from_tensor_slices(np.zeros((6, 2)))\nb = tf.data.Dataset.range(6)\n"
    "x, y = next(iter(tf.data.Dataset.zip((a, b))))\ni, z = next(iter(a.enumerate()))",
    "windows": "d = tf.data.Dataset.range(20).window(5, shift=1, drop_remainder=True)\n"
    "d = d.flat_map(lambda w: w.batch(5)).map(lambda w: (w[:-1], w[-1:]))\nx, y = next(iter(d.batch(4)))",
    "signature": "def numbers():\n    yield np.zeros((3, 4)), 1\n"
    "s = (tf.TensorSpec(shape=(3, 4), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.int32))\n"
    "x, y = next(iter(tf.data.Dataset.from_generator(numbers, output_signature=s)))",
    "dicts": "d = tf.data.Dataset.from_tensor_slices({'a': np.zeros((6, 2)), 'b': np.zeros(6)}).batch(3)\n"
    "e = next(iter(d))\nx = e['a']",
    "unbatched": "d = tf.data.Dataset.from_tensors(np.zeros((6, 2))).unbatch()\nx = next(iter(d))\n"
    "d = tf.data.Dataset.from_tensor_slices(np.zeros((6, 2))).take(2).concatenate(d)\ny = next(iter(d))",
    "unlike numbers": "d = tf.data.Dataset.from_tensor_slices((np.zeros((6, 2)), np.zeros(5)))",
}
"""By name; TensorFlow is asked."""
